// A voice note that needs no microphone: one second in which nobody speaks.

const RATE = 8000;
const HEADER = 44;

/** Sixteen bits mono, as a WAV file. */
export function silence() {
  const view = new DataView(new ArrayBuffer(HEADER + RATE * 2));
  const write = (at, text) => [...text].forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, HEADER - 8 + RATE * 2, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, RATE * 2, true);
  return new Blob([view], { type: "audio/wav" });
}
