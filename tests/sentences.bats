# The sentences of tests/sentences.tsv end where it says.

bats_require_minimum_version 1.5.0
load helper.bash

# ends LANG TEXT: the text with | behind the white space of every sentence that gm-tokenize makes.
ends() {
    printf '%s' "$2" | gm tokenize --lang "$1" --id x | /usr/bin/python3 -c '
import sys
sys.path.insert(0, sys.argv[1])
unescape = {"s": " ", "n": "\n", "t": "\t", "f": "\f"}
out = ""
for line in sys.stdin:
    cells = line.rstrip("\n").split("\t")
    if line.startswith("#"):
        continue
    if line == "\n":
        out += "|"
        continue
    misc = dict(part.split("=", 1) for part in cells[2].split("|")) if cells[2] != "_" else {}
    gap = "" if misc.get("SpaceAfter") == "No" else " "
    if "SpacesAfter" in misc:
        gap = "".join(unescape[c] for c in misc["SpacesAfter"].split("\\")[1:])
    out += cells[1] + gap
print(out.replace("\n", "\\n"))' "$ROOT"
}

@test "sentences end where the table says" {
    local lang text plain actual wrong=0 count=0
    while IFS=$'\t' read -r lang text; do
        [[ $lang == \#* ]] && continue
        plain=${text//|/}
        actual=$(ends "$lang" "$(printf '%b' "${plain//\\n/\\n}")")
        count=$((count + 1))
        [[ $actual == "$text" ]] && continue
        printf '%s: %s\n    expected: %s\n' "$lang" "$actual" "$text" >&2
        wrong=$((wrong + 1))
    done <"$ROOT/tests/sentences.tsv"
    echo "# $count texts" >&3
    [ "$count" -ge 55 ]
    [ "$wrong" -eq 0 ]
}

@test "without tailoring abbreviations end sentences, and line ends do" {
    run -0 bash -c "printf 'Dr. Smith\ncame.' | '$BIN/gm-tokenize' --no-tailor -l en --id x | grep -c '^# sent_id'"
    assert_output 3
}

@test "a mistake in the data is said with its place" {
    mkdir -p "$BATS_TEST_TMPDIR/data/lexicons/abbreviations"
    printf 'form\tkind\tnote\nDr\tabbreviaton\t\nProf\tabbreviation\n\tstarter\t\n' >"$BATS_TEST_TMPDIR/data/lexicons/abbreviations/en.tsv"
    printf 'Dr. A.' >"$BATS_TEST_TMPDIR/a"
    GAPMAP_DATA=$BATS_TEST_TMPDIR/data run -1 --separate-stderr gm tokenize -l en "$BATS_TEST_TMPDIR/a"
    local file=$BATS_TEST_TMPDIR/data/lexicons/abbreviations/en.tsv
    assert_stderr "gm-tokenize: $file:2: unknown kind 'abbreviaton'
gm-tokenize: $file:3: 2 cells where the header has 3
gm-tokenize: $file:4: a form has 1 to 32 bytes"
}
