#!/usr/bin/python3
"""Holds our word breaks against ICU's on every page of the Debian Administrator's Handbook, in all its languages.

usage: icu_handbook.py FOLDER [LANGUAGE ...]

FOLDER has the program word_break, built; a LANGUAGE is a folder of the package debian-handbook (de-DE, ja-JP ...).
Output is TAP: a test for each language, with its numbers.

Left out, and counted, is what ICU tailors: ':' inside a word (also U+FE55 U+FF1A) and '@' beside one become blanks for
both, and the scripts that ICU segments with a dictionary are cut out, character by character.
"""
import re
import sys
from html.parser import HTMLParser
from multiprocessing import Pool
from pathlib import Path

import icu

import icu_breaks

BOOK = Path("/usr/share/doc/debian-handbook/html")
# Words go on through marks and format characters, so anything but white space may stand beside the sign.
TAILORED = re.compile(r"(?<=\S)[:\ufe55\uff1a](?=\S)|(?<=\S)@|@(?=\S)")
BLOCKS = frozenset("address blockquote body br dd div dl dt h1 h2 h3 h4 h5 h6 head hr html li ol p pre table tbody td"
                   " th thead title tr ul".split())


class Text(HTMLParser):
    """The text of a page, its blocks apart."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.skipped = [], False

    def handle_starttag(self, tag, attrs):
        self.skipped = tag in ("script", "style")
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        self.skipped = False
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.skipped:
            self.parts.append(data)


def page_text(path):
    parser = Text()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    return "".join(parser.parts)


def compare(job):
    """The numbers of one language, and the first differences in words."""
    folder, language = job
    pages = sorted((BOOK / language).glob("*.html"))
    text = icu_breaks.SEPARATOR.join(map(page_text, pages))     # a boundary on both sides of it
    characters = len(text)
    left_out = sum(map(icu_breaks.is_dictionary, text))
    if left_out:
        text = "".join(icu_breaks.SEPARATOR if icu_breaks.is_dictionary(char) else char for char in text)
    text, replaced = TAILORED.subn(" ", text)
    ours = icu_breaks.our_breaks(folder, "word", text)[1]
    theirs = icu_breaks.icu_breaks("word", text)
    differ = sorted(set(ours) ^ set(theirs))
    shown = [f"  at byte {at}: ours {icu_breaks.show(text, ours, at)}   ICU {icu_breaks.show(text, theirs, at)}"
             for at in differ[:5]]
    return language, len(pages), characters, len(theirs), left_out, replaced, len(differ), shown


def main():
    folder, *languages = sys.argv[1:]
    languages = languages or sorted(path.name for path in BOOK.iterdir() if path.is_dir())
    print(f"# ICU {icu.ICU_VERSION}, Unicode {icu.UNICODE_VERSION}")
    print("# language  pages  characters  boundaries  left out  : and @  differences")
    failures = 0
    with Pool() as pool:
        results = pool.imap(compare, [(folder, language) for language in languages], 1)
        for number, (language, *numbers, shown) in enumerate(results, 1):
            print("# {:8} {:6} {:11} {:11} {:9} {:8} {:12}".format(language, *numbers))
            for line in shown:
                print("#" + line)
            pages, characters, boundaries, _, _, differences = numbers
            passed = pages > 0 and characters > 0 and boundaries > 0 and differences == 0
            failures += not passed
            print(f"{'ok' if passed else 'not ok'} {number} - {language}: word breaks as ICU's", flush=True)
    print(f"1..{len(languages)}")
    sys.exit(failures > 0 or not languages)


if __name__ == "__main__":
    main()
