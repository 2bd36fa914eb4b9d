#!/usr/bin/env bats
# gm-kwic: matches in context.  tests/kwic-naive is the definition; what a terminal shows: unit/display.c; samples and
# sorting in any memory: unit/concordance.c.  Scripts for sh_pipe are expanded later.
# shellcheck disable=SC2154,SC2016

bats_require_minimum_version 1.5.0
load helper.bash

columns='# global.columns = ID FORM MISC GM:STEM GM:TERM'
# The columns of the table, to be cut out by name.
names=(document page label offset length sentence lang zone concept entry flags left match right)

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    # d1: a page ends inside a sentence; a match of two words with a hyphen, one with a gap in it.  d2: first and last word.
    printf '%s\n' "$columns" '# newdoc id = d1' '# gm:meta.country = XA' '# newpar' '# sent_id = d1-1' '# gm:lang = en' \
        '# gm:page = 1' '# gm:label = iv' '# gm:at = 0' \
        $'1\tThe\t_\tthe\t*' $'2\tmicro\tSpaceAfter=No\tmicro\t1:mc.term@aaaaaaaa' $'3\t-\tSpaceAfter=No\t-\t1' \
        $'4\tcredential\t_\tcredenti\t1' $'5\tof\tPage=2|SpacesAfter=\\n\tof\t*' \
        $'6\tOntario\tSpaceAfter=No\tontario\t2:place.CA.ON|actor.x@bbbbbbbb' $'7\t.\tSpacesAfter=\\n\\n\t.\t*' '' \
        '# sent_id = d1-2' '# gm:lang = en' '# gm:page = 2' '# gm:at = 34' '# gm:zone = heading' \
        $'1\tReview\t_\treview\t1:internal.review@cccccccc' $'2\tof\t_\tof\t*' $'3\tit\tSpaceAfter=No\tit\t1' \
        $'4\t.\t_\t.\t*' '' \
        '# newdoc id = d2' '# gm:meta.country = XB' '# sent_id = d2-1' '# gm:lang = en' '# gm:page = 1' '# gm:at = 2' \
        $'1\tReview\tSpacesBefore=\\n\\s\treview\t1:internal.review@cccccccc' \
        $'2\tOntario\t_\tontario\t2:place.CA.ON@bbbbbbbb' '' >in
}

# column NAME <table: one column of it, without its head.
column() {
    local i
    for i in "${!names[@]}"; do
        [[ ${names[i]} == "$1" ]] && { cut -f $((i + 1)) | sed 1d; return; }
    done
    return 1
}

# context ARG...: left|match|right of each line.
context() {
    gm kwic "$@" | sed 1d | cut -f 12-14 | tr '\t' '|'
}

# refused STATUS MESSAGE ARG...: gm-kwic fails so.
refused() {
    local expected=$1 message=$2 status=0
    shift 2
    gm kwic "$@" >out 2>err || status=$?
    assert_equal "$status" "$expected" "status of gm-kwic $*"
    assert_equal "$(head -n 1 err)" "gm-kwic: $message"
}

# tagged FILE...: the tagged stream of texts in English.
tagged() {
    gm tokenize -l en "$@" | gm stem | gm tag -l "$ROOT/lexicons"
}

# in_documents FOLDER <table: each match is in its document FOLDER/ID at its byte, with what stands before and behind it.
in_documents() {
    python3 -c '
import re, sys
escapes = {"t": b"\t", "n": b"\n", "r": b"\r", "\\": b"\\"}
def cell(s): return re.sub(rb"\\(.)", lambda m: escapes[m[1].decode()], s)
head, *lines = sys.stdin.buffer.read().split(b"\n")[:-1]
names, count = head.decode().split("\t"), 0
for line in lines:
    row = dict(zip(names, map(cell, line.split(b"\t"))))
    data = open(sys.argv[1] + "/" + row["document"].decode(), "rb").read()
    at, end = int(row["offset"]), int(row["offset"]) + int(row["length"])
    assert data[at:end] == row["match"], line
    assert data[at - len(row["left"]):at] == row["left"], line
    assert data[end:end + len(row["right"])] == row["right"], line
    assert int(row["page"]) == 1 + data[:at].count(b"\f"), line
    count += 1
print(count)' "$1"
}

# --- what it lists ---

@test "a line for each match, with its place and context" {
    run -0 --separate-stderr gm kwic in
    assert_output "$(IFS=$'\t'; echo "${names[*]}"
        printf 'd1\t1\tiv\t4\t16\td1-1\ten\tbody\tmc.term\taaaaaaaa\t\tThe \tmicro-credential\t of\\nOntario.\\n\\nReview of it.\n'
        printf 'd1\t2\t\t24\t7\td1-1\ten\tbody\tplace.CA.ON|actor.x\tbbbbbbbb\t\tThe micro-credential of\\n\tOntario\t.\\n\\nReview of it.\n'
        printf 'd1\t2\t\t34\t12\td1-2\ten\theading\tinternal.review\tcccccccc\t\tThe micro-credential of\\nOntario.\\n\\n\tReview of it\t.\n'
        printf 'd2\t1\t\t2\t6\td2-1\ten\tbody\tinternal.review\tcccccccc\t\t\tReview\t Ontario\n'
        printf 'd2\t1\t\t9\t7\td2-1\ten\tbody\tplace.CA.ON\tbbbbbbbb\t\tReview \tOntario\t\n')"
    assert_stderr ""
}

@test "the context is of so many tokens, over the ends of sentences but not of documents" {
    assert_equal "$(context -C 0 in)" '|micro-credential|
|Ontario|
|Review of it|
|Review|
|Ontario|'
    assert_equal "$(context -C 1 in)" 'The |micro-credential| of
of\n|Ontario|.
.\n\n|Review of it|.
|Review| Ontario
Review |Ontario|'
    assert_equal "$(context -C 4 in | head -n 2 | tail -n 1)" 'micro-credential of\n|Ontario|.\n\nReview of it'
}

@test "the context is the sentence or the clause" {
    assert_equal "$(context -C sentence in)" 'The |micro-credential| of\nOntario.
The micro-credential of\n|Ontario|.
|Review of it|.
|Review| Ontario
Review |Ontario|'
    clause() { # TEXT
        printf '%s\n' "$1" | gm tokenize -l en | gm kwic -p review -C clause | sed 1d | cut -f 12-14 | tr -d '\t'
    }
    assert_equal "$(clause 'One thing: the review (of two) ends; it does.')" 'the review (of two) ends'
    assert_equal "$(clause 'A peer-review of it, e.g. a second review — not a third.')" 'A peer-review of it, e.g. a second review
A peer-review of it, e.g. a second review'
    assert_equal "$(clause 'They plan – on paper - a review -- perhaps.')" 'a review'
    assert_equal "$(clause 'We review it!')" 'We review it'
    assert_equal "$(clause ': review')" 'review'
    assert_equal "$(clause 'review')" 'review'
}

@test "on real text it prints what its definition says" {
    tagged "$ROOT"/corpora/sample/docs/*.txt >tags
    for context in 0 1 7 40 1000 sentence; do
        gm kwic -C "$context" tags >actual
        "$ROOT/tests/kwic-naive" "$context" <tags >expected
        cmp expected actual
        gm kwic -C "$context" -c external <tags >actual
        "$ROOT/tests/kwic-naive" "$context" external <tags >expected
        cmp expected actual
    done
    [ "$(wc -l <actual)" -gt 100 ]
}

@test "every match is at its byte of the document, and there are as many as the stream has" {
    local doc=/usr/share/doc/debian-policy file
    for file in policy perl-policy menu-policy copyright-format-1.0; do
        gzip -dc "$doc/$file.txt.gz" >"$file"
    done
    cp "$ROOT"/corpora/sample/docs/*.txt .
    tagged policy perl-policy menu-policy copyright-format-1.0 ./*.txt >tags
    run -0 sh_pipe 'cut -f 5 tags | grep -o "[0-9]:[a-z]" | wc -l'
    [ "$output" -gt 2000 ]
    gm kwic tags | in_documents . >count
    assert_equal "$(cat count)" "$output"
    gm kwic -C sentence tags | in_documents . >count
    assert_equal "$(cat count)" "$output"
    gm kwic -C clause tags | in_documents . >count
    assert_equal "$(cat count)" "$output"
}

@test "left, match and right are the sentence of the document, byte for byte" {
    printf 'A  review\tof\r\nit  is planned .\n\n The\xc2\xa0review.\n' >d
    gm tokenize -l en d | gm kwic -p review -C sentence -f jsonl | python3 -c '
import json, sys
data = open("d", "rb").read()
rows = [json.loads(line) for line in sys.stdin]
assert ["".join(r[c] for c in ("left", "match", "right")) for r in rows] == \
    ["A  review\tof\r\nit  is planned .", "The\xa0review."], rows
assert [r["offset"] for r in rows] == [data.index(b"review"), data.rindex(b"review")], rows'
}

@test "bytes that are no text count in the offset and the length" {
    printf 'a\x01b \xff\xfe reviewing\x02x of it, review' >d
    gm tokenize -l en d 2>/dev/null | gm kwic -p '"reviewing"' -p review -p 'reviewing ~2 of' -f jsonl |
        python3 -c '
import json, sys
data = open("d", "rb").read()
rows = [json.loads(line) for line in sys.stdin]
assert rows
for r in rows:
    assert data[r["offset"]:r["offset"] + r["length"]].replace(b"\2", b"\xef\xbf\xbd") == r["match"].encode(), r'
}

@test "sentences that are not in the stream are not jumped over" {
    printf 'One review. Two reviews. Three reviews. Four.\n' | gm tokenize -l en >s
    awk 'BEGIN { RS = ""; ORS = "\n\n" } !/Two/' s >without
    assert_equal "$(context -p review without)" 'One |review|.
Three |reviews|. Four.'
}

@test "white space that no token carries stands in the context" {
    printf '%s\n' '{"id":"d","text":"A review."}' '{"id":"d","text":" \n It ends."}' >blocks
    gm tokenize -l en --blocks blocks >s
    grep -c '^# gm:spaces' s >/dev/null
    assert_equal "$(context -p review s)" 'A |review|. \n It ends.'
    assert_equal "$(context -p end s)" 'A review. \n It |ends|.'
}

@test "a stream of another program: no place, the text by SpaceAfter" {
    printf '%s\n' '# sent_id = s1' $'1-2\tdu\t_\t_\t_\t_\t_\t_\t_\t_' $'1\tde\tde\t_\t_\t_\t_\t_\t_\t_' \
        $'2\tle\tle\t_\t_\t_\t_\t_\t_\t_' $'2.1\tx\tx\t_\t_\t_\t_\t_\t_\t_' \
        $'3\tl\tl\t_\t_\t_\t_\t_\t_\tSpaceAfter=No' $'4\taudit\taudit\t_\t_\t_\t_\t_\t_\tSpaceAfter=No' \
        $'5\t!\t!\t_\t_\t_\t_\t_\t_\t_' '' $'1\tle\tle\t_\t_\t_\t_\t_\t_\t_' '' >ud
    run -0 --separate-stderr gm kwic -p audit -p '"le"' ud
    assert_equal "$(sed 1d <<<"$output" | cut -f 1-6,12-14)" "$(printf 'ud\t\t\t\t\t%s\n' $'s1\t\tdu\t laudit! le' \
        $'s1\tdu l\taudit\t! le' $'\tdu laudit! \tle\t')"
}

# --- which matches ---

@test "a concept takes what is below it, by whole names, also as one of several" {
    matches() {
        gm kwic -C 0 "$@" in | column match | xargs
    }
    assert_equal "$(matches -c place)" "Ontario Ontario"
    assert_equal "$(matches -c place.CA)" "Ontario Ontario"
    assert_equal "$(matches -c place.C)" ""
    assert_equal "$(matches -c actor)" "Ontario"
    assert_equal "$(matches -c actor -c mc.term)" "micro-credential Ontario"
    assert_equal "$(matches -c x)" ""
}

@test "an entry, by its id, or a concept" {
    assert_equal "$(gm kwic -C 0 -e bbbbbbbb -c mc in | column entry | xargs)" "aaaaaaaa bbbbbbbb bbbbbbbb"
}

@test "a pattern finds what gm-tag would find" {
    printf 'concept\tlang\tpattern\tstatus\tsource\tnote\nx\t*\tquality assur*\town\t\t\n' >lexicon.tsv
    gm tokenize -l en "$ROOT"/corpora/sample/docs/*.txt >tokens
    gm tag -l lexicon.tsv tokens | gm kwic | cut -f 1-8,12- >expected
    [ "$(wc -l <expected)" -gt 10 ]
    gm kwic -p 'quality assur*' tokens | cut -f 1-8,12- >actual
    cmp expected actual
    # Stems of the stream, and matches that it has already, make no difference.
    gm stem tokens | gm tag -l "$ROOT/lexicons" | gm kwic -p 'quality assur*' | cut -f 1-8,12- >actual
    cmp expected actual
}

@test "patterns do not suppress each other, and are named as they were written" {
    printf 'Quality assurance, a.b and a.c.\n' | gm tokenize -l en >s
    run -0 --separate-stderr sh_pipe 'gm kwic -C 0 -p quality -p "quality assurance" -p a.b -p a.c -p quality s | cut -f 9,13 | sed 1d'
    assert_output 'quality assurance	Quality assurance
quality	Quality
a.b	a.b
a.c	a.c'
}

@test "a pattern of one language is found in that language, or where none is named" {
    { printf 'Audits.\n' | gm tokenize -l en -i e; printf 'Audits.\n' | gm tokenize -l fr -i f
        printf 'Audits.\n' | gm tokenize -i u 2>/dev/null; } >s
    assert_equal "$(gm kwic -p audit s | column document | xargs)" "e f"
    assert_equal "$(gm kwic -p audit -l en s | column document | xargs)" "e u"
    assert_equal "$(gm kwic -p '"Audits"' s | column document | xargs)" "e f u"
}

@test "how a pattern is stemmed and cut can be said" {
    printf 'The credentialing and the credit.\n' | gm tokenize -l en | gm stem --no-exceptions >s
    refused 1 "the stream has stems of 'libstemmer 2.2.0 unicode 15.0.0 stems none', the lexicon of '$(
        gm tag --check | sed -n 's/^stemmer\t//p')'" -p credit s
    assert_equal "$(gm kwic -p credit --no-exceptions s | column match)" credit
    mkdir stems
    printf 'form\tstem\ncredits\tcash\n' >stems/en.tsv
    printf 'Credits and cash.\n' | gm tokenize -l en >s
    assert_equal "$(gm kwic -p cash --stems stems s | column match | xargs)" "Credits cash"
    printf "L'audit.\n" | gm tokenize --no-tailor -l fr >s
    assert_equal "$(gm kwic -p "l'audit" s | column match)" ""
    assert_equal "$(gm kwic -p "l'audit" --no-tailor s | column match)" "L'audit"
}

@test "no match, and no input, give the header" {
    local head
    head=$(IFS=$'\t'; echo "${names[*]}")
    run -0 --separate-stderr gm kwic -c nothing in
    assert_output "$head"
    run -0 --separate-stderr gm kwic </dev/null
    assert_output "$head"
    assert_stderr ""
    run -0 --separate-stderr gm kwic --format text </dev/null
    assert_output ""
    run -0 --separate-stderr gm kwic --format jsonl </dev/null
    assert_output ""
    run -0 gm kwic - <in
    assert_output "$(gm kwic in)"
}

# --- order and number ---

@test "sorted by the words before, in or behind the match" {
    printf '%s\n\n' 'Big audit now.' 'An old audit then.' 'a Big audits again.' 'Old "audit", "again".' 'audit' 'Big audit.' |
        gm tokenize -l en >s
    sorted() {
        context -p audit -C sentence -s "$@" s
    }
    assert_equal "$(sorted left)" '|audit|
Big |audit| now.
Big |audit|.
a Big |audits| again.
Old "|audit|", "again".
An old |audit| then.'
    assert_equal "$(sorted right)" '|audit|
Big |audit|.
a Big |audits| again.
Old "|audit|", "again".
Big |audit| now.
An old |audit| then.'
    assert_equal "$(sorted match | tail -n 1)" 'a Big |audits| again.'
    assert_equal "$(sorted match,left | head -n 2)" '|audit|
Big |audit| now.'
    assert_equal "$(sorted place)" "$(context -p audit -C sentence s)"
    # A later key decides only where the earlier ones are equal.
    assert_equal "$(sorted left,right | head -n 3)" '|audit|
Big |audit|.
Big |audit| now.'
}

@test "sorted lines are the same lines, in whatever memory" {
    tagged "$ROOT"/corpora/sample/docs/xa-*.txt >tags
    gm kwic --sort right,left tags >sorted
    gm kwic --sort right,left --memory 1K tags | cmp sorted
    cmp <(sort sorted) <(gm kwic tags | sort)
    run -1 cmp -s sorted <(gm kwic tags)
}

@test "the first lines, in all and of each document" {
    gm kwic in >all
    assert_equal "$(gm kwic --max 2 in)" "$(head -n 3 all)"
    assert_equal "$(gm kwic -n 5 in)" "$(cat all)"
    assert_equal "$(gm kwic --per-document 1 in)" "$(sed -n '1p; 2p; 5p' all)"
    assert_equal "$(gm kwic --sort match -n 1 in | column match)" micro-credential
    # With --max nothing is read that is not needed.
    run -0 --separate-stderr gm kwic -C 1 -n 5 in missing
    assert_output "$(gm kwic -C 1 in)"
    assert_stderr ""
    run -0 --separate-stderr gm kwic -n 1 in missing
    assert_output "$(head -n 2 all)"
    assert_stderr ""
}

@test "a sample is of the size asked for, the same each time, and another with another seed" {
    tagged "$ROOT"/corpora/sample/docs/x[ab]-*.txt >tags
    gm kwic tags >all
    gm kwic --sample 40 tags >one
    assert_equal "$(wc -l <one)" 41
    gm kwic --sample 40 --memory 1 tags | cmp one
    gm kwic --sample 40 --seed 7 tags >two
    assert_equal "$(wc -l <two)" 41
    run -1 cmp -s one two
    # Lines of the whole, in its order.
    cmp one <(grep -xFf one all)
    cmp <(sort one) <(gm kwic --sample 40 --sort left tags | sort)
    gm kwic --sample 1000000 tags | cmp all
}

@test "a sample does not depend on how documents were cut into parts or in which order they come" {
    tagged "$ROOT"/corpora/sample/docs/xa-*.txt >a
    tagged "$ROOT"/corpora/sample/docs/xb-*.txt >b
    cmp <(gm kwic --sample 30 a b | sort) <(gm kwic --sample 30 b a | sort)
    # What is chosen of all is chosen of its part.
    gm kwic --sample 30 a b | grep xa- >of_all
    gm kwic --sample 30 a >of_part
    assert_equal "$(grep -cxFf of_all of_part)" "$(wc -l <of_all)"
}

@test "metadata get columns" {
    run -0 --separate-stderr sh_pipe 'gm kwic -C 0 --meta country --meta none in | cut -f 1-4'
    assert_output "$(printf 'document\tmeta.country\tmeta.none\tpage\n'
        printf 'd1\tXA\t\t%s\n' 1 2 2
        printf 'd2\tXB\t\t%s\n' 1 1)"
    gm kwic -C 0 --meta country --sample 5 -s left in | cut -f 1,2 | sort -u >out
    assert_equal "$(cat out)" $'d1\tXA\nd2\tXB\ndocument\tmeta.country'
}

# --- formats ---

@test "JSON Lines, with numbers as numbers" {
    gm kwic --format jsonl --meta country in >out
    python3 -c '
import json
rows = [json.loads(line) for line in open("out", encoding="utf-8")]
assert len(rows) == 5
assert rows[0] == {"document": "d1", "meta.country": "XA", "page": 1, "label": "iv", "offset": 4, "length": 16,
    "sentence": "d1-1", "lang": "en", "zone": "body", "concept": "mc.term", "entry": "aaaaaaaa", "flags": "",
    "left": "The ", "match": "micro-credential", "right": " of\nOntario.\n\nReview of it."}, rows[0]'
    printf '%s\n' '# global.columns = ID FORM GM:TERM' $'1\ta\t1:x@aaaaaaaa' '' | gm kwic -f jsonl >out
    python3 -c '
import json
row = json.loads(open("out").read())
assert row["page"] is None and row["offset"] is None and row["length"] is None, row'
}

@test "CSV, safe for spreadsheets" {
    printf -- '-1+1 "=review", and\n' | gm tokenize -l en >s
    gm kwic -p review --format csv s >out
    python3 -c '
import csv
rows = list(csv.DictReader(open("out", newline="")))
assert [(r["left"], r["match"], r["right"]) for r in rows] == [("\x27-1+1 \"=", "review", "\", and")], rows
assert open("out", "rb").read().endswith(b"\r\n")'
    assert_equal "$(gm kwic -p review --format csv --csv-raw s | tail -n 1 | cut -d , -f 12)" '"-1+1 ""="'
}

@test "white space as single blanks, for those who do not look it up" {
    assert_equal "$(context --one-line in | head -n 2)" 'The |micro-credential| of Ontario. Review of it.
The micro-credential of |Ontario|. Review of it.'
}

@test "text has the matches below each other, cut to the width" {
    run -0 --separate-stderr gm kwic --format text --width 60 in
    assert_output 'd1:1                          The  micro-credential  of Onta
d1:2             ro-credential of  Ontario  . Review of it.
d1:2             tial of Ontario.  Review of it  .
d2:1                               Review  Ontario
d2:1                       Review  Ontario'
    for width in 20 33 80 200; do
        gm kwic --format text --width "$width" in >out
        assert_equal "$(wc -l <out)" 5
        awk -v width="$width" 'length($0) > width { exit 1 }' out
    done
    # All matches begin in the same column.
    gm kwic --format text --width 80 -e bbbbbbbb in >out
    assert_equal "$(awk '{ print index($0, "  Ontario") }' out | sort -u | wc -l)" 1
    COLUMNS=40 gm kwic --format text in >out
    gm kwic --format text --width 40 in | cmp out
}

@test "wide characters take two columns" {
    { printf '大学の質保証を行う機関。\n' | gm tokenize -l ja -i j; printf 'The 質保証 review of ,\n' | gm tokenize -l ja -i e; } >s
    gm kwic -p 質保証 --format text --width 60 s >out
    python3 -c '
import unicodedata
places = {sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line[:line.index("質保証")])
          for line in open("out", encoding="utf-8")}
assert len(places) == 1, places'
}

@test "combining marks take none, and stay with their letter" {
    printf 'e\xcc\x81e\xcc\x81e\xcc\x81e\xcc\x81e\xcc\x81 review\nof nothing\n' | gm tokenize -l en >s
    run -0 --separate-stderr gm kwic -p review --format text --width 20 s
    # Five columns of place, two, four of what is before, two, and the match.
    assert_output "$(printf -- '-:1    e\xcc\x81e\xcc\x81e\xcc\x81e\xcc\x81  review')"
}

@test "text from right to left is isolated, each part for itself" {
    printf 'הסוכנות בודקת איכות במוסדות.\n' | gm tokenize -l he >s
    run -0 --separate-stderr gm kwic -p איכות --format text --width 60 s
    assert_match "$output" $'^\u2068-:1\u2069 +\u2068הסוכנות בודקת\u2069  \u2068איכות\u2069  \u2068במוסדות.\u2069$'
    run -0 gm kwic --format text in
    refute grep $'\u2068' <<<"$output"
}

@test "nothing of a document reaches the terminal as a command" {
    printf 'A \x1b[31mred\x9b31m \xc2\x9b review \xe2\x80\xae\xe2\x81\xa9\x07 end\x7f\x08.\n' >text
    gm tokenize -l en text 2>/dev/null >s
    # A stream by hand need not be as clean as one of gm-tokenize.
    printf '%s\n' "$columns" $'# newdoc id = \e]0;x\a' $'1\t\e[2J\u202e\u009bx\x9b\t_\ta\t1:x@aaaaaaaa' $'2\t\u2069\r\vb\t_\tb\t*' '' >hostile
    { gm kwic -p review --format text --color always s; gm kwic --format text --color always hostile; } >out
    python3 -c '
import re
text = open("out", "rb").read().decode()
text = re.sub("\x1b\\[(1;31|35|0)m", "", text)
bad = [c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or 0x202a <= ord(c) <= 0x202e or
       0x2066 <= ord(c) <= 0x2069]
assert not bad, bad
assert len(text.splitlines()) == 2, text'
}

# on_terminal ROWS COMMAND: what the command writes to a terminal 100 columns wide.
on_terminal() {
    python3 -c '
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
out = b""
while True:
    try:
        piece = os.read(fd, 4096)
    except OSError:
        break
    if not piece:
        break
    out += piece
sys.stdout.buffer.write(out.replace(b"\r\n", b"\n"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "$@"
}

@test "a mark without width does not stand behind a match that fills the line" {
    printf '# global.columns = ID FORM MISC GM:TERM\n# newdoc id = d\n# gm:at = 0\n1\tabcdefg\t_\t1:a.b@aaaaaaaa\n2\t\xe0\xa4\x82\t_\t*\n\n' >in
    run -0 gm kwic --format text --width 20 in
    assert_output 'd            abcdefg'
}

@test "on a terminal: text in its width and in colour, unless that is not wanted" {
    unset COLUMNS NO_COLOR
    export TERM=xterm
    on_terminal "$BIN/gm-kwic" in >out
    gm kwic --format text --width 100 --color always in | cmp out
    assert_match "$(head -n 1 out)" $'\e\\[1;31mmicro-credential\e\\[0m'
    NO_COLOR=1 on_terminal "$BIN/gm-kwic" in >out
    gm kwic --format text --width 100 in | cmp out
    TERM=dumb on_terminal "$BIN/gm-kwic" in | cmp out
    on_terminal "$BIN/gm-kwic" --color never in | cmp out
    NO_COLOR='' on_terminal "$BIN/gm-kwic" in >out
    assert_match "$(head -n 1 out)" $'\e\\['
    on_terminal "$BIN/gm-kwic" --format tsv in | cmp - <(gm kwic in)
}

# --- wrong input ---

@test "a stream without tags is refused" {
    printf 'A.\n' | gm tokenize -l en >plain
    refused 1 "the stream is not tagged: run gm-tag first, or use -p" plain
}

@test "a bad file among good ones: the others are listed" {
    run -1 --separate-stderr gm kwic missing . in
    assert_output "$(gm kwic in)"
    assert_equal "${stderr_lines[0]}" "gm-kwic: cannot open 'missing': No such file or directory"
    assert_equal "${stderr_lines[1]}" "gm-kwic: cannot read '.': Is a directory"
    printf 'in\0in' >list
    run -0 --separate-stderr gm kwic --files0-from list
    assert_output "$(gm kwic in in)"
}

@test "a stream that breaks off gives what was whole" {
    head -c "$(($(wc -c <in) - 3))" in >broken
    run -1 --separate-stderr gm kwic -C 1 broken
    assert_output "$(gm kwic -C 1 in | head -n 4)"
    assert_match "$stderr" '^gm-kwic: broken:[0-9]+: the stream ends inside a line$'
}

@test "odd streams: matches on ranges and empty nodes, a token of 1 MB, NUL, no UTF-8, numbers out of all bounds" {
    { printf '%s\n' '# global.columns = ID FORM MISC GM:TERM' $'1-3\tabc\tBytes=999999999999|SpacesAfter=\\\t1:x@aaaaaaaa' $'1\ta\t_\t1' \
        '' '# gm:at = 999999999999999999' $'0.1\tx\t_\t1:x@aaaaaaaa' '' $'1-999999999999999999\ta\t_\t1:x@aaaaaaaa' '' \
        $'1-2\tab\t=|Bytes=|Bytes=-1||SpacesAfter=\t_' $'1\ta\t|\t1:x@aaaaaaaa' $'1.1\ta\t_\t1;2:y@aaaaaaaa' ''
        printf '1\t'; head -c 1000000 /dev/zero | tr '\0' a; printf '\t_\t1:x@aaaaaaaa\n2\tb\xff\0\t_\t1\n\n'; } >odd
    local context format
    for context in 0 10 sentence clause; do
        for format in tsv csv jsonl text; do
            run -0 --separate-stderr sh_pipe 'gm kwic -C "$1" -f "$2" -s left,match,right odd | wc -l' "$context" "$format"
        done
    done
    gm kwic -f jsonl odd >out
    python3 -c 'import json; assert len([json.loads(l) for l in open("out", encoding="utf-8")]) >= 4'
}

@test "the locale does not matter" {
    in_locales gm kwic --sort left in
    in_locales gm kwic --format text in
}

# --- wrong options ---

@test "misuse" {
    refused 2 "--context: 'word' is not a number up to 1000, sentence or clause" -C word in
    refused 2 "--context: '1001' is not a number up to 1000, sentence or clause" -C 1001 in
    refused 2 "--context: '' is not a number up to 1000, sentence or clause" -C '' in
    refused 2 "--sort: 'up' is not place, left, match or right" --sort left,up in
    refused 2 "--sort: '' is not place, left, match or right" --sort left, in
    refused 2 "--sort: more than 4 keys" --sort left,left,left,left,left in
    refused 2 "--entry: 'AAAAAAAA' is not 8 hex digits" -e AAAAAAAA in
    refused 2 "--entry: '' is not 8 hex digits" -e '' in
    refused 2 "--meta: 'a b' is no key of metadata" --meta 'a b' in
    refused 2 "--format: unknown format 'xls'" --format xls in
    refused 2 "--csv-raw needs --format csv" --csv-raw in
    refused 2 "--color: 'blue' is not auto, always or never" --color blue in
    refused 2 "--width: '19' is not a number between 20 and 10000" --width 19 in
    refused 2 "--pattern has matches of its own, without --concept and --entry" -p a -c b in
    refused 2 "--lang, --stems, --no-exceptions and --no-tailor need --pattern" -l en in
    refused 2 "--seed needs --sample" --seed 1 in
    refused 2 "--sample: '0' is not a number between 1 and 268435456" --sample 0 in
    refused 2 "--lang: 'e_n' is no language tag" -p a -l e_n in
    refused 2 "--lang: 'und' is no language; leave it out for any" -p a -l und in
    refused 2 "--lang: 'xx' is no known language" -p a -l xx in
    refused 2 "--pattern 'a [b': group without an end" -p 'a [b' in
    refused 2 "--pattern '': empty pattern" -p '' in
    refused 2 "--pattern '\\xFF': invalid UTF-8" -p $'\xff' in
    refused 2 "--pattern 'a': the language has no stemmer; write a glob or \"...\"" -p a -l he in
    refused 2 "unknown option '--nonsense'" --nonsense in
    GAPMAP_DATA=/nonexistent refused 1 "no folder '/nonexistent/lexicons/stems'; use --stems or --no-exceptions" -p a in
}

@test "help and version" {
    run -0 --separate-stderr gm kwic --help
    assert_match "$output" '^usage: gm-kwic '
    run -0 --separate-stderr gm kwic --version
    assert_match "$output" '^gm-kwic \(gapmap\) '
}

# --- failing output ---

@test "a full disk" {
    run -1 --separate-stderr sh_pipe 'gm kwic in >/dev/full'
    assert_stderr "gm-kwic: cannot write 'standard output': No space left on device"
    TMPDIR=/nonexistent refused 1 \
        "cannot keep rows in a temporary file in '/nonexistent': No such file or directory" --memory 1 --sort left in
    TMPDIR=/nonexistent refused 1 \
        "cannot keep rows in a temporary file in '/nonexistent': No such file or directory" --memory 1 --sample 3 in
    run -1 --separate-stderr sh_pipe 'gm kwic in <&- >&-'
}

@test "a reader that stops early" {
    run -0 --separate-stderr bash -c "'$BIN/gm-kwic' in | head -n 1"
    assert_output "$(IFS=$'\t'; echo "${names[*]}")"
}
