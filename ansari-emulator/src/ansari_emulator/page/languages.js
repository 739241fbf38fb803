// Which language somebody writes in, and what they could ask first. It is remembered by this browser alone.

const IDEAS = {
  en: ["What does the Qur'an say about patience?", "May I combine prayers when I travel?"],
  ar: ["ماذا يقول القرآن عن الصبر؟", "ما هي الزكاة؟"],
  ur: ["صبر کے بارے میں قرآن کیا کہتا ہے؟", "زکوٰۃ کس پر فرض ہے؟"],
  id: ["Apa kata Al-Qur'an tentang sabar?", "Siapa yang wajib membayar zakat?"],
  fr: ["Que dit le Coran sur la patience ?", "Qui doit payer la zakat ?"],
  tr: ["Kur'an sabır hakkında ne diyor?", "Zekât kime farzdır?"],
};
const EVERYBODY = [IDEAS.en[0], IDEAS.ar[0], IDEAS.ur[0]];
const ARABIC = /\p{Script=Arabic}/u;

const key = (phone) => `language of ${phone}`;

export const chooseLanguage = (phone, language) => sessionStorage.setItem(key(phone), language);

export const languageOf = ({ name, phone }) =>
  sessionStorage.getItem(key(phone)) ?? (ARABIC.test(name) ? "ar" : "en");

export const ideasFor = ({ phone }) => IDEAS[sessionStorage.getItem(key(phone))] ?? EVERYBODY;
