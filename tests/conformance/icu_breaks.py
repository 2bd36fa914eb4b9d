#!/usr/bin/python3
"""Holds our word and sentence breaks against ICU's (package python3-icu), which others made.

usage: icu_breaks.py FOLDER [--strings N] [--seed N] [FILE ...]

FOLDER has the programs word_break and sentence_break, built.  The texts are random strings over all
property values, and FILEs (UTF-8, also .gz), by default the Debian Policy Manual.  Output is TAP.

ICU tailors words, so the comparison of words leaves out, and counts:
- ':' (also U+FE55 U+FF1A) and '@', which ICU treats otherwise: replaced by blanks;
- the scripts that ICU segments with a dictionary: cut out, character by character.
Sentences are compared as they are.
"""
import argparse
import gzip
import random
import subprocess
import sys

import icu

POLICY = "/usr/share/doc/debian-policy/policy.txt.gz"
TAILORED = dict.fromkeys(map(ord, ":\ufe55\uff1a@"), " ")
DICTIONARY_SCRIPTS = {"Hani", "Hira", "Kana", "Hang", "Thai", "Laoo", "Khmr", "Mymr"}
LINE_BREAK_SA = 24  # U_LB_COMPLEX_CONTEXT
SEPARATOR = "\u2029"  # a boundary on both sides of it for words, behind it for sentences
ITERATORS = {"word": icu.BreakIterator.createWordInstance,
             "sentence": icu.BreakIterator.createSentenceInstance}

tests = 0
failures = 0


def ok(passed, name):
    global tests, failures
    tests += 1
    failures += not passed
    print(f"{'ok' if passed else 'not ok'} {tests} - {name}", flush=True)


def diag(text):
    print("# " + text)


def is_dictionary(char, cache={}):
    """Whether ICU gives such characters to a dictionary."""
    if char not in cache:
        line_break = icu.Char.getIntPropertyValue(char, icu.UProperty.LINE_BREAK)
        cache[char] = (line_break == LINE_BREAK_SA or
                       icu.Script.getScript(char).getShortName() in DICTIONARY_SCRIPTS)
    return cache[char]


def icu_breaks(kind, text):
    """Byte offsets in UTF-8; ICU's are in units of UTF-16."""
    iterator = ITERATORS[kind](icu.Locale.getRoot())
    iterator.setText(icu.UnicodeString(text))
    result = []
    unit = byte = index = 0
    for wanted in iterator:
        while unit < wanted:
            cp = ord(text[index])
            unit += 2 if cp > 0xFFFF else 1
            byte += 1 if cp < 0x80 else 2 if cp < 0x800 else 3 if cp < 0x10000 else 4
            index += 1
        result.append(byte)
    return result


def our_breaks(folder, kind, text):
    """The version of the tables, and byte offsets."""
    run = subprocess.run([f"{folder}/{kind}_break", "--print"], input=text.encode("utf-8"),
                         stdout=subprocess.PIPE, check=True)
    head, *offsets = run.stdout.decode("ascii").split("\n")
    return head.removeprefix("# Unicode "), list(map(int, filter(None, offsets)))


def show(text, breaks, around):
    """The segments near a byte offset."""
    raw = text.encode("utf-8")
    near = [b for b in breaks if around - 24 <= b <= around + 24]
    return " | ".join(ascii(raw[a:b].decode("utf-8", "replace"))[1:-1]
                      for a, b in zip(near, near[1:]))


def compare(folder, kind, text, name):
    if kind == "word":
        left_out = sum(map(is_dictionary, text))
        text = "".join(SEPARATOR if is_dictionary(char) else char for char in text)
        replaced = sum(ord(char) in TAILORED for char in text)
        text = text.translate(TAILORED)
        diag(f"{name}: {left_out} characters of dictionary scripts left out, "
             f"{replaced} of ':' and '@' replaced by blanks")
    ours = our_breaks(folder, kind, text)[1]
    theirs = icu_breaks(kind, text)
    differ = sorted(set(ours) ^ set(theirs))
    diag(f"{name}: {len(text)} characters, {len(theirs)} {kind} breaks, {len(differ)} differ")
    for at in differ[:10]:
        diag(f"  at byte {at}: ours {show(text, ours, at)}   ICU {show(text, theirs, at)}")
    ok(theirs and not differ, f"{name}: {kind} breaks as ICU's")


def random_text(kind, strings, chance):
    """Strings of up to 16 characters, each of a few values of the property, so that rules meet."""
    prop = icu.UProperty.WORD_BREAK if kind == "word" else icu.UProperty.SENTENCE_BREAK
    members = {}
    left_out = 0
    for char in map(chr, [*range(0xD800), *range(0xE000, 0x110000)]):
        if kind == "word" and (is_dictionary(char) or ord(char) in TAILORED):
            left_out += 1
            continue
        key = (icu.Char.getIntPropertyValue(char, prop),
               kind == "word" and icu.Char.hasBinaryProperty(
                   char, icu.UProperty.EXTENDED_PICTOGRAPHIC))
        members.setdefault(key, []).append(char)
    members = list(members.values())
    diag(f"random: {len(members)} classes of {sum(map(len, members))} code points, "
         f"{left_out} left out")
    result = []
    for _ in range(strings):
        few = [chance.choice(members) for _ in range(chance.randint(1, 5))]
        result.append("".join(chance.choice(chance.choice(few))
                              for _ in range(chance.randint(1, 16))))
    return SEPARATOR.join(result)


def read(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        return file.read().decode("utf-8", "replace")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder")
    parser.add_argument("--strings", type=int, default=100000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="*", default=[POLICY])
    options = parser.parse_args()
    chance = random.Random(options.seed)
    version = our_breaks(options.folder, "word", "")[0]
    diag(f"ICU {icu.ICU_VERSION} has Unicode {icu.UNICODE_VERSION}, our tables {version}")
    ok(version == icu.UNICODE_VERSION + ".0", "ICU is of the Unicode version of our tables")
    for kind in ITERATORS:
        compare(options.folder, kind, random_text(kind, options.strings, chance), "random")
        for path in options.files:
            compare(options.folder, kind, read(path), path)
    print(f"1..{tests}")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
