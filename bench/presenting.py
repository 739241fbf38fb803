"""Measure how long an answer takes to become messages, beside parsing its Markdown alone."""

from collections.abc import Callable
from time import process_time
from typing import Final

from markdown_it import MarkdownIt
from options import read_options
from tables import show

from ansari_whatsapp.presenters.whatsapp_presenter import present

SIZES: Final = (400, 1500, 5300)
ANSWERS: Final = {
    "English": (
        "**Patience** is among the virtues that Islam asks for *most*. It is more than waiting.\n\n"
        "> O you who have believed, seek help through patience and prayer.\n>\n"
        "> — Quran 2:153 (Saheeh International)\n\n"
        "What it means:\n\n- **In hardship:** to ask Allah for help.\n- **In worship:** stay.\n\n"
    ),
    "Arabic": (
        "الصبر من أعظم الأخلاق التي أمر بها الإسلام، وقد وعد الله الصابرين أجرًا بغير حساب.\n\n"
        "> يَٰٓأَيُّهَا ٱلَّذِينَ ءَامَنُوا۟ ٱسْتَعِينُوا۟ بِٱلصَّبْرِ وَٱلصَّلَوٰةِ\n>\n> — البقرة ٢:١٥٣\n\n"
        "- **في الشدة:** ألا ييأس المرء.\n- **في العبادة:** أن يثبت عليها.\n\n"
    ),
    "Urdu with English": (
        "صبر ایمان کا آدھا حصہ ہے، جیسا کہ **Sahih Muslim 223** میں آیا ہے۔\n\n"
        "> اے ایمان والو! صبر اور نماز سے مدد لو۔\n>\n> — Quran 2:153 (Jalandhry)\n\n"
        "مزید: https://quran.com/2/153\n\n"
    ),
}


def milliseconds(task: Callable[[str], object], text: str, seconds: float) -> float:
    """Measure the processor time of one call: of five rounds the fastest, others only disturbed."""
    return min(_round(task, text, seconds / 5) for _ in range(5)) * 1000


def _round(task: Callable[[str], object], text: str, seconds: float) -> float:
    start, calls = process_time(), 0
    while (spent := process_time() - start) < seconds or not calls:
        task(text)
        calls += 1
    return spent / calls


def main() -> None:
    """Measure each script in three sizes."""
    options = read_options(__doc__, seconds=2, short=0.2)
    plain = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse
    rows = []
    for script, answer in ANSWERS.items():
        for size in SIZES:
            text = (answer * (size // len(answer) + 1))[:size]
            spent = milliseconds(present, text, options.seconds)
            parsing = milliseconds(plain, text, options.seconds)
            rows.append((script, size, len(present(text)), spent, parsing, spent / parsing))
    heads = ("answer", "characters", "messages", "ms", "markdown-it-py", "ratio")
    show("Presenting an answer", heads, rows)


if __name__ == "__main__":
    main()
