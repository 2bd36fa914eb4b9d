#!/usr/bin/env bats
# gm-tokenize: text to sentences of tokens.  That the breaks are those of UAX #29: conformance/segment.c.
# Scripts for sh_pipe and assert_stream are expanded later; pipes read what they do not write.
# shellcheck disable=SC2154,SC2016,SC2094,SC2034

bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    page=1
    lang=en
}

# tokens FILE: of the file's stream ID FORM MISC alone.
tokens() {
    gm tokenize -l en "$1" 2>/dev/null | grep -a '^[0-9]'
}

# many COUNT STRING: the string COUNT times.
many() {
    python3 -c 'import sys; sys.stdout.buffer.write(sys.argv[2].encode() * int(sys.argv[1]))' "$@"
}

# assert_rebuilt FILE...: tokenized together, their stream is well-formed and gives each back.
assert_rebuilt() {
    local file n=0
    rm -rf back
    mkdir back
    printf '%s\0' "$@" >list
    gm tokenize -l en --files0-from list >stream 2>errors || return
    assert_equal "$(cat errors)" "" stderr || return
    "$ROOT/tests/rebuild" back <stream >count || return
    assert_equal "$(cat count)" "$#" documents || return
    for file; do
        n=$((n + 1))
        cmp "$file" "back/$n" || return
    done
    "$ROOT/scripts/check-conllu" stream >rules || { head -n 20 rules | cut -c 1-200 >&2; return 1; }
}

# --- what it does ---

@test "a text becomes paragraphs, sentences and tokens, with all that is between them" {
    printf 'External quality\nassurance. It (QA)  works!\n\nMicro-credentials\ttoo.\n' >f
    run -0 --separate-stderr gm tokenize -l en f
    assert_stderr ""
    assert_stream 'doc f
        par f-1 0 "External _" "quality SpacesAfter=\\n" "assurance SpaceAfter=No" ". _"
        sent f-2 28 "It _" "( SpaceAfter=No" "QA SpaceAfter=No" ") SpacesAfter=\\s\\s" "works SpaceAfter=No" "! SpacesAfter=\\n\\n"
        par f-3 45 "Micro SpaceAfter=No" "- SpaceAfter=No" "credentials SpacesAfter=\\t" "too SpaceAfter=No" ". SpacesAfter=\\n"'
}

@test "every kind of white space is written so that it can be read back" {
    # Two paragraphs' ends are avoided: each gap holds one line end at most.
    printf 'a \tb\fc\rd\r\ne|f\\g\u00a0h\u2003\u3000i\u1680\u205fj\u2028k\u0085l' >f
    run -0 tokens f
    assert_output "$(printf '%s\t%s\t%s\n' 1 a 'SpacesAfter=\s\t' 2 b 'SpacesAfter=\f' 3 c 'Page=2|SpacesAfter=\r' \
        4 d 'SpacesAfter=\r\n' 5 e SpaceAfter=No 6 '|' SpaceAfter=No 7 f SpaceAfter=No 8 "\\" SpaceAfter=No \
        9 g 'SpacesAfter=\xC2\xA0' 10 h 'SpacesAfter=\xE2\x80\x83\xE3\x80\x80' 11 i 'SpacesAfter=\xE1\x9A\x80\xE2\x81\x9F' \
        12 j 'SpacesAfter=\xE2\x80\xA8' 13 k 'SpacesAfter=\xC2\x85' 14 l SpaceAfter=No)"
}

@test "a narrow no-break space is white space between words, and part of a number" {
    printf 'Titre\u202f: 1\u202f000 \u00ab\u202ffin\u202f\u00bb\u202f\u202f' >f
    run -0 tokens f
    assert_output "$(printf '%s\t%s\t%s\n' 1 Titre 'SpacesAfter=\xE2\x80\xAF' 2 : _ 3 $'1\u202f000' _ \
        4 $'\u00ab' 'SpacesAfter=\xE2\x80\xAF' 5 fin 'SpacesAfter=\xE2\x80\xAF' 6 $'\u00bb' 'SpacesAfter=\xE2\x80\xAF\xE2\x80\xAF')"
}

@test "white space before the first token is SpacesBefore, pages are counted in it" {
    printf ' \n\f\n A' >f
    run -0 gm tokenize -l en f
    page=2
    assert_stream 'doc f; par f-1 5 "A SpaceAfter=No|SpacesBefore=\\s\\n\\f\\n\\s"'
}

@test "form feeds begin pages, also inside a sentence" {
    printf 'One\ftwo\f\fthree. Four.\fFive.' >f
    run -0 gm tokenize -l en f
    assert_stream 'doc f
        par f-1 0 "One SpacesAfter=\\f" "two Page=2|SpacesAfter=\\f\\f" "three Page=4|SpaceAfter=No" ". _"
        page=4
        sent f-2 16 "Four SpaceAfter=No" ". SpacesAfter=\\f"
        page=5
        sent f-3 22 "Five SpaceAfter=No" ". SpaceAfter=No"'
}

@test "a line end is white space, two of them end a paragraph, whatever their kind" {
    printf 'a\nb\n\nc\r\n\r\nd\re\r\rf\u2029g\n \t\nh' >f
    run -0 sh_pipe 'gm tokenize -l en f | grep -e "^# newpar" -e "^[0-9]" | cut -f 1,2'
    assert_output "$(printf '%s\n' '# newpar' $'1\ta' $'2\tb' '# newpar' $'1\tc' '# newpar' $'1\td' $'2\te' \
        '# newpar' $'1\tf' '# newpar' $'1\tg' '# newpar' $'1\th')"
}

@test "--no-tailor: every line end ends a sentence" {
    printf 'a\nb.\n\nc\r\nd' >f
    run -0 --separate-stderr gm tokenize -l en --no-tailor f
    assert_stderr ""
    assert_equal "${lines[2]}" "# gm:tailoring = none"
    run -0 sh_pipe 'gm tokenize -l en --no-tailor f | grep "^[0-9]"'
    assert_output "$(printf '%s\t%s\t%s\n' 1 a 'SpacesAfter=\n' 1 b SpaceAfter=No 2 . 'SpacesAfter=\n\n' \
        1 c 'SpacesAfter=\r\n' 1 d SpaceAfter=No)"
    run -0 sh_pipe 'gm tokenize -l en f | grep -c "^# sent_id"'
    assert_output 2
}

# --- documents ---

@test "the id of a document is its path, that of standard input - or --id" {
    mkdir dir
    printf A | tee dir/f.txt >f
    run -0 --separate-stderr sh_pipe 'gm tokenize -l en f - ./dir/f.txt --id "my id" <f'
    assert_stderr ""
    assert_stream 'doc f; par f-1 0 "A SpaceAfter=No"
        doc "my\\sid"; par "my\\sid-1" 0 "A SpaceAfter=No"
        doc ./dir/f.txt; par .:dir:f.txt-1 0 "A SpaceAfter=No"'
    run -0 sh_pipe 'gm tokenize -l en <f'
    assert_stream 'doc -; par --1 0 "A SpaceAfter=No"'
}

@test "ids are one word, and cannot forge a line" {
    mkdir 'a b'
    name=$'a b/c\nd\te:f\\g\xffh\u00a0\u2028i\x01|é=#'
    printf A >"$name"
    run -0 gm tokenize -l en "$name"
    # shellcheck disable=SC2034 # used by assert_stream
    id='c\nd\te:f\\g\xFFh\xC2\xA0\xE2\x80\xA8i\x01|é=#'
    assert_stream 'doc "a\\sb/$id"; par "a\\sb:${id//:/\\x3A}-1" 0 "A SpaceAfter=No"'
    # What a reader makes of it is the name again.
    run -0 sh_pipe 'gm tokenize -l en "$1" | gm count --by document,form | tail -n 1 | cut -f 1' "$name"
    assert_output 'a b/c\nd\te:f\\g\xFFh'$'\u00a0\u2028''i'$'\x01''|é=#'
    run -1 --separate-stderr gm tokenize -l en $'no\xff\x1b[2J\u009bm\n.txt'
    assert_stderr "gm-tokenize: cannot open 'no\xFF\x1B[2J\xC2\x9Bm\n.txt': No such file or directory"
}

@test "ids that differ in / and : alone have different sent_ids" {
    mkdir a
    printf A | tee a:b >a/b
    run -0 sh_pipe 'gm tokenize -l en a/b a:b | grep sent_id'
    assert_output '# sent_id = a:b-1
# sent_id = a\x3Ab-1'
}

@test "a repeated id is an error, and the document is left out" {
    printf A >f
    printf B >g
    run -1 --separate-stderr gm tokenize -l en f f g
    assert_stderr "gm-tokenize: f: document id 'f' is repeated; left out"
    assert_stream 'doc f; par f-1 0 "A SpaceAfter=No"; doc g; par g-1 0 "B SpaceAfter=No"'
}

@test "--documents gives id, lang and metadata" {
    mkdir docs
    printf A | tee docs/a.txt docs/b.txt docs/c.txt >other.txt
    printf 'id\tpath\tlang\tjurisdiction\ttitle.en\n%s\n%s\n%s\n%s\n' $'d1\tdocs/a.txt\tfr\tXA\tThe title' \
        $'b\t\t\tXB\t' $'d:3\tc.txt\tpt-BR\t\t' $'d4\t\t\t\tnot retrieved' >docs/documents.tsv
    cd docs || return
    run -0 --separate-stderr gm tokenize -l en -d documents.tsv ../docs/b.txt ./c.txt ../other.txt
    assert_stderr "gm-tokenize: documents.tsv: no row for '../other.txt'"
    lang=en
    assert_stream 'doc b; echo "# gm:meta.jurisdiction = XB"; par b-1 0 "A SpaceAfter=No"
        doc d:3; lang=pt-BR; par "d\\x3A3-1" 0 "A SpaceAfter=No"
        doc ../other.txt; lang=en; par ..:other.txt-1 0 "A SpaceAfter=No"'
    cd ..
    sed -i s,docs/,, docs/documents.tsv
    # Relative to the folder of the table, and as given.
    run -0 --separate-stderr gm tokenize -d docs/documents.tsv docs/a.txt
    assert_stderr ""
    assert_stream 'doc d1; printf "# gm:meta.%s\\n" "jurisdiction = XA" "title.en = The title"
        lang=fr; par d1-1 0 "A SpaceAfter=No"'
    cp docs/a.txt a.txt
    run -0 --separate-stderr sh_pipe 'gm tokenize -d docs/documents.tsv a.txt | grep newdoc'
    assert_output '# newdoc id = d1'
}

@test "no value of the metadata can forge a line" {
    printf A >f
    printf 'id\tpath\tx\ty\tz\n%s\t%s\t%b\t%b\n' d $'f\t\\n# newdoc id = e\\t\\r\\\\' '\0377\0001\0000' 'é \0302\0205\0342\0200\0250\0342\0200\0251' >t
    run -0 --separate-stderr gm tokenize -l en -d t f
    assert_stderr ""
    assert_stream 'doc d; printf "%s\\n" "# gm:meta.x = \\n# newdoc id = e\\t\\r\\\\" "# gm:meta.y = \\xFF\\x01\\x00" \
        "# gm:meta.z = é \\xC2\\x85\\xE2\\x80\\xA8\\xE2\\x80\\xA9"; par d-1 0 "A SpaceAfter=No"'
    run -0 sh_pipe 'gm tokenize -l en -d t f | gm count --by meta.x,meta.z,form | tail -n 1 | cut -f 1,2'
    assert_output $'\\n# newdoc id = e\\t\\r\\\\\té \u0085\u2028\u2029'
}

@test "what is wrong with the table is said, and nothing is written" {
    printf A >f
    local table expected
    while IFS='|' read -r table expected; do
        printf '%b' "$table" >t
        run -1 --separate-stderr gm tokenize -l en -d t f
        assert_output ""
        assert_stderr "gm-tokenize: ${expected//@/$'\n'gm-tokenize: }"
    done <<'CASES'
|t: the table is empty
id\tname\nd\tf\n|t:1: there is no column 'path'
path\nf\n|t:1: there is no column 'id'
id\tpath\ta b\nd\tf\tx\n|t:1: 'a b' is no column name
id\tpath\tx\tid\tx\nd\tf\tx\te\ty\n|t:1: repeated column 'id'@t:1: repeated column 'x'
id\tpath\nd\tf\tx\n|t:2: 3 cells where the header has 2
id\tpath\nd\n|t:2: 1 cells where the header has 2
id\tpath\n\tf\n|t:2: empty id ''
id\tpath\nd\tf\nd\tg\n|t:3: repeated id 'd'
id\tpath\nd\tf\ne\tf\n|t:3: repeated path 'f'
id\tpath\tlang\nd\tf\ten\\n# newdoc\n|t:2: 'en\n# newdoc' is no language tag
id\tpath\tlang\nd\tf\tenglish\n|t:2: 'english' is no language tag
CASES
    run -1 --separate-stderr gm tokenize -l en -d missing f
    assert_output ""
    assert_stderr "gm-tokenize: cannot open 'missing': No such file or directory"
}

@test "the sample's documents have their rows" {
    cd "$ROOT/corpora/sample"
    run -0 --separate-stderr sh_pipe 'gm tokenize -d documents.tsv docs/*.txt | grep -c "^# newdoc id = x[a-z]*-[0-9]*$"'
    assert_stderr ""
    files=(docs/*.txt)
    assert_output "${#files[@]}"
}

# --- odd input ---

@test "an empty file is a document without a sentence; --strict-conllu leaves it out" {
    : >f
    printf A >g
    run -0 --separate-stderr gm tokenize -l en f g
    assert_stderr ""
    assert_stream 'doc f; echo; doc g; par g-1 0 "A SpaceAfter=No"'
    run -0 --separate-stderr gm tokenize -l en --strict-conllu f g
    assert_stream 'doc g; par g-1 0 "A SpaceAfter=No"'
    run -0 --separate-stderr gm tokenize -l en --strict-conllu f
    assert_stream :
}

@test "a file of white space keeps it in gm:spaces" {
    printf ' \t\r\n\f\u00a0' >f
    run -0 --separate-stderr gm tokenize -l en f
    assert_stderr ""
    assert_stream 'doc f; echo "# gm:spaces = \\s\\t\\r\\n\\f\\xC2\\xA0"'
    printf '\xef\xbb\xbf' >f
    run -0 --separate-stderr gm tokenize -l en f
    assert_stream 'doc f; echo "# gm:spaces = \\xEF\\xBB\\xBF"'
}

@test "a byte order mark at the beginning is no text" {
    printf '\xef\xbb\xbfA \xef\xbb\xbfB' >f
    run -0 --separate-stderr gm tokenize -l en f
    assert_stderr ""
    assert_stream 'doc f; par f-1 3 "A SpacesBefore=\\xEF\\xBB\\xBF" "$(printf "\\ufeff") SpaceAfter=No" "B SpaceAfter=No"'
    printf '\xef\xbb\xbf\n A' >f
    run -0 --separate-stderr gm tokenize -l en f
    assert_stream 'doc f; par f-1 5 "A SpaceAfter=No|SpacesBefore=\\xEF\\xBB\\xBF\\n\\s"'
}

@test "text with CRLF, and with no line end at the end" {
    printf 'One.\r\nTwo\r\nthree' >f
    run -0 tokens f
    assert_output "$(printf '%s\t%s\t%s\n' 1 One SpaceAfter=No 2 . 'SpacesAfter=\r\n' 1 Two 'SpacesAfter=\r\n' 2 three SpaceAfter=No)"
}

@test "ill-formed UTF-8 and controls become U+FFFD, said once for each document" {
    # NUL, C0, a lone byte, a lone surrogate, an overlong, beyond U+10FFFF, a sequence cut off by the end.
    printf 'ab \x00 \x01c \xff \xed\xa0\x80 \xc0\xaf \xf4\x90\x80\x80 ok d\xc3\xa9\xe2\x82' >f
    printf 'clean' >g
    printf '\x7f\xc2\x80\xef\xbf\xbd\xf0\x9f\x98\x80' >h # DEL, C1, U+FFFD itself: as they are
    printf '\xe9t\xe9' >i
    run -0 --separate-stderr gm tokenize -l en f g h i
    assert_stderr "gm-tokenize: f: 13 ill-formed sequences or controls became U+FFFD, the first at byte 3
gm-tokenize: i: 2 ill-formed sequences or controls became U+FFFD, the first at byte 0"
    r=$'\ufffd'
    run -0 tokens f
    assert_output "$(printf '%s\t%s\t%s\n' 1 ab _ 2 $r 'Bytes=1' 3 $r 'Bytes=1|SpaceAfter=No' 4 c _ 5 $r 'Bytes=1' \
        6 $r 'Bytes=1|SpaceAfter=No' 7 $r 'Bytes=1|SpaceAfter=No' 8 $r 'Bytes=1' 9 $r 'Bytes=1|SpaceAfter=No' 10 $r 'Bytes=1' \
        11 $r 'Bytes=1|SpaceAfter=No' 12 $r 'Bytes=1|SpaceAfter=No' 13 $r 'Bytes=1|SpaceAfter=No' 14 $r 'Bytes=1' \
        15 ok _ 16 dé SpaceAfter=No 17 $r 'Bytes=2|SpaceAfter=No')"
}

@test "gm:at counts the bytes of the input, not of the forms" {
    printf 'a\x00b\xff. Next.' >f
    run -0 --separate-stderr sh_pipe 'gm tokenize -l en f | grep -e gm:at -e Bytes'
    assert_output "$(printf '# gm:at = 0\n2\t\ufffd\tBytes=1|SpaceAfter=No\n4\t\ufffd\tBytes=1|SpaceAfter=No\n# gm:at = 6\n')"
}

@test "--strict makes ill-formed text an error; the stream is the same" {
    printf 'a\xff b\x02' >f
    printf 'c' >g
    gm tokenize -l en f g >lax 2>/dev/null
    run -1 --separate-stderr gm tokenize -l en --strict f g
    assert_output "$(cat lax)"
    assert_stderr "gm-tokenize: f: 2 ill-formed sequences or controls became U+FFFD, the first at byte 1"
}

# --- caps ---

@test "a sentence ends after 4096 tokens" {
    many 5000 'word ' >f
    gm tokenize -l en f >stream
    run -0 grep -ae '^#' stream
    assert_output "$({ head_lines; doc f; par f-1 0; echo '# gm:cut = sentence'; sent f-2 20480; } | grep .)"
    assert_equal "$(grep -c $'\tword\t' stream)" 5000
    assert_equal "$(grep -n $'^4096\tword\t_$' stream | cut -d : -f 1)" 4106
    # With exactly as many nothing is cut.
    many 4095 'word ' >f
    printf . >>f
    run -0 sh_pipe 'gm tokenize -l en f | grep -e gm:cut -e "^4096"'
    assert_output "$(printf '4096\t.\tSpaceAfter=No')"
}

@test "a sentence ends at a mebibyte" {
    # 3000 words of 700 letters: 2.1 MB, fewer than 4096 tokens.
    many 3000 "$(many 699 w) " >f
    gm tokenize -l en f >stream
    run -0 grep -e '^# sent_id' -e '^# gm:at' -e '^# gm:cut' stream
    assert_output '# sent_id = f-1
# gm:at = 0
# gm:cut = sentence
# sent_id = f-2
# gm:at = 1048600
# gm:cut = sentence
# sent_id = f-3
# gm:at = 2097200'
    mkdir back
    "$ROOT/tests/rebuild" back <stream
    cmp f back/1
}

@test "a token ends at 64 KiB, between characters" {
    { printf 'a '; many 100000 'é'; printf ' b'; } >f
    gm tokenize -l en f >stream
    run -0 sh_pipe 'cut -c 1-40 stream | grep -v "^[0-9]*	é"'
    assert_output "$(head_lines; doc f; par f-1 0 'a _' 'b SpaceAfter=No' | sed 's/^2/6/; /gm:at/a # gm:cut = token')"
    run -0 sh_pipe 'grep é stream | cut -f 2 | while read -r form; do printf %s "$form" | wc -c; done'
    assert_output $'65536\n65536\n65536\n3392'
    run -0 sh_pipe 'grep é stream | cut -f 1,3'
    assert_output $'2\tSpaceAfter=No\n3\tSpaceAfter=No\n4\tSpaceAfter=No\n5\t_'
    # An odd start: 65535 bytes, not half a character.
    { printf 'a'; many 40000 'é'; } >f
    run -0 sh_pipe 'gm tokenize -l en f | grep é | cut -f 2 | sed -n 1p | tr -d "\n" | wc -c'
    assert_output 65535
    many 65536 a >f
    run -0 tokens f
    assert_output $'1\t'"$(cat f)"$'\tSpaceAfter=No'
}

@test "of a gap beyond 64 KiB the rest stands alone, and a gap is never a token" {
    { printf 'One'; many 100000 ' '; printf 'two.'; many 70000 $'\n'; printf 'Three'; } >f
    gm tokenize -l en f >stream
    run -0 sh_pipe 'sed -E "s/(\\\\[sn]){10,}/.../" stream'
    assert_stream 'doc f
        par f-1 0 "One SpacesAfter=..." | sed "/gm:at/a # gm:cut = sentence"
        printf "# gm:spaces = ...\n\n"
        sent f-2 100003 "two SpaceAfter=No" ". SpacesAfter=..."
        printf "# gm:spaces = ...\n\n"
        par f-3 170007 "Three SpaceAfter=No"'
    run -0 sh_pipe 'grep -o "\\\\s" stream | wc -l; grep -o "\\\\n" stream | wc -l'
    assert_output $'100000\n70000'
    { many 200000 ' '; printf 'A'; many 200000 $'\u2003'; } >f
    assert_rebuilt f
    { printf '\xef\xbb\xbf'; many 65537 '  '; printf '\f\fA'; many 65536 $'\f'; } >f
    assert_rebuilt f
}

@test "white space at the end that no token can carry does not cut the sentence" {
    # U+202F joins words: with the x they are one segment, longer than a token may be.
    python3 -c 'print("x" + "\u202f" * 24000, end="")' >f
    for option in '' --no-tailor; do
        gm tokenize -l en $option f >stream
        assert_equal "$(grep -c '^# gm:cut' stream || true)" 0
        assert_equal "$(grep -c '^# gm:spaces = ' stream)" 1
        assert_equal "$(grep '^[0-9]' stream | cut -f 1,2)" $'1\tx'
    done
    assert_rebuilt f
    # Between letters they make one long token, whose end happens to be a U+202F: nothing is cut.
    python3 -c 'print("x\u202f" * 17500, end="")' >f
    assert_equal "$(gm tokenize -l en --no-tailor f | grep -c '^# gm:cut' || true)" 0
    assert_rebuilt f
}

# mixed FILE: 6 MB of everything that a cap or a window could cut at the wrong place.
mixed() {
    python3 -c 'import random, sys
random.seed(2026)
words = ["External", "quality", "évaluation", "Ἀθῆναι", "質保証", "e.g.", "U.S.", "1,000.50", "can\u2019t", "😀👩‍👩‍👧", "a\u0301\u0308",
         "x" * 300, "1\u202f000", "(see", "No.", "ไทย", "אבג\"ד", "\ufffd", "\u00ad", "\u200d"]
gaps = [" "] * 12 + ["\n", "\n\n", "\r\n", ". ", ".\n", "! ", "\f", "\t", "\u00a0", "\u2029", "\u202f", "-", ";", "?\u201d ", "  \n \n"]
bad = [b"\xff", b"\x00", b"\xe2\x82", b"\xed\xa0\x80", b"\x1f"]
out = bytearray()
def prose(n):
    global out
    end = len(out) + n
    while len(out) < end:
        out += (random.choice(words) + random.choice(gaps)).encode()
        if random.random() < .002:
            out += random.choice(bad)
prose(300000)
for piece in ["a" * 200000, " " * 150000, "é" * 70000, "\u0301" * 100000, "w " * 9000, "ab" * 40000 + ". ", "\n" * 70000, "1." * 50000,
              ("v" * 900 + " ") * 2500, "。" * 6000, "\"" * 9000, "a. b" * 3000, "\u202f" * 30000, "😀\u200d" * 20000, "e.\u0301 " * 300000]:
    out += piece.encode()
    prose(40000)
out += b"\xff" * 70000 + b"\x01" * 70000 + b" \xf0\x9f"
open(sys.argv[1], "wb").write(out)' "$1"
}

@test "caps fall at the same byte in whatever pieces the text comes" {
    mixed f
    gm tokenize -l en --id f - <f >whole 2>errors
    assert_match "$(cat errors)" '^gm-tokenize: f: [0-9]+ ill-formed'
    [ "$(grep -c '^# gm:cut = sentence' whole)" -ge 5 ]
    [ "$(grep -c '^# gm:cut = token' whole)" -ge 5 ]
    [ "$(grep -c '^# gm:spaces' whole)" -ge 2 ]
    for size in 4096 70001 r; do
        in_pieces "$size" f | gm tokenize -l en --id f - >pieces 2>errors2
        cmp whole pieces
        cmp errors errors2
    done
    head -c 400000 f >small
    gm tokenize -l en --id f - <small >whole 2>/dev/null
    for size in 1 7; do
        in_pieces "$size" small | gm tokenize -l en --id f - >pieces 2>/dev/null
        cmp whole pieces
    done
    gm tokenize -l en f >whole 2>/dev/null
    "$ROOT/scripts/check-conllu" whole >rules || { head rules | cut -c 1-200 >&2; false; }
}

@test "a line of 100 MB takes less than 64 MB of memory" {
    # The last is slow, and 10 MB long.
    for unit in 'word ' x ' ' $'\n' $'\xff'; do
        run -0 --separate-stderr python3 -c 'import os, subprocess, sys
unit = sys.argv[2].encode("utf-8", "surrogateescape")
block = unit * (1000000 // len(unit))
child = subprocess.Popen([sys.argv[1], "-l", "en"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for _ in range(100 if unit < b"\x80" else 10):
    child.stdin.write(block)
child.stdin.close()
_, status, usage = os.wait4(child.pid, 0)
print(status, usage.ru_maxrss)' "$BIN/gm-tokenize" "$unit"
        assert_equal "${output% *}" 0 status
        # The sanitizers' own memory says nothing of ours.
        if ! grep -q __asan_init "$BIN/gm-tokenize"; then
            [ "${output#* }" -lt 65536 ]
        fi
    done
}

# --- nothing is lost ---

@test "documents can be rebuilt from the stream" {
    for text in /usr/share/doc/debian-policy/policy.txt.gz /usr/share/developers-reference/developers-reference.txt.gz \
        /usr/share/debian-reference/debian-reference.en.txt.gz; do
        gzip -dc "$text" >"${text##*/}.txt"
    done
    assert_rebuilt ./*.txt "$ROOT"/corpora/sample/docs/*.txt
    [ "$(cat count)" -ge 28 ]
}

@test "any valid text can be rebuilt from its stream" {
    mkdir random
    python3 -c 'import random
random.seed(15)
spaces = [chr(c) for c in (9, 10, 12, 13, 32, 0x85, 0xa0, 0x1680, *range(0x2000, 0x200b), 0x2028, 0x2029, 0x202f, 0x205f, 0x3000)]
odd = ["\\", "|", "#", "=", "_", "-", ".", ",", ":", "\x27", "\"", "/", "\u200b", "\u200d", "\u00ad", "\ufeff", "\ufffd", "\u0301", "\u0308",
       "\u0600", "\u1f1e6", "\x7f", "\x80", "\x9f", "\u061c", "\U000e0001", "\U0010ffff", "\ufdd0", "\ue000", "\u180e", "\u2060"]
def char():
    while True:
        c = random.choice((random.randrange(0x20, 0x7f), random.randrange(0x80, 0x800), random.randrange(0x800, 0x10000),
                           random.randrange(0x10000, 0x110000)))
        if not 0xd800 <= c < 0xe000:
            return chr(c)
for n in range(600):
    share = random.random()
    text = "".join(random.choice(spaces) if random.random() < share else random.choice(odd) if random.random() < .3
                   else random.choice("abcXYZ019éñ漢カน") if random.random() < .7 else char()
                   for _ in range(random.choice((0, 1, 2, 3, 5, 8, 20, 100, 1000))))
    if random.random() < .1:
        text = "\ufeff" + text
    open(f"random/{n:03}", "w", encoding="utf-8", newline="").write(text)'
    assert_rebuilt random/*
    assert_equal "$(cat count)" 600
}

@test "twice the same input gives the same output, in every locale" {
    printf 'İstanbul ILIK title\u2019s \xff naïve.\n\nStraße 1,5 10.000' >f
    in_locales sh_pipe 'gm tokenize -l tr f 2>/dev/null'
    in_locales sh_pipe 'gm tokenize -l tr f 2>&1 >/dev/null'
    in_locales sh_pipe 'gm tokenize -l en "$1"/corpora/sample/docs/*.txt' "$ROOT"
}

# --- files and options ---

@test "a missing file and a directory do not stop the others" {
    printf A >f
    mkdir dir
    run -1 --separate-stderr gm tokenize -l en missing dir f
    assert_stderr "gm-tokenize: cannot open 'missing': No such file or directory
gm-tokenize: cannot read 'dir': Is a directory"
    assert_stream 'doc f; par f-1 0 "A SpaceAfter=No"'
}

@test "--files0-from reads names, after those of the command line" {
    printf A | tee f g -- -x >$'n\nl'
    printf 'g\0n\nl\0-x' >list
    run -0 --separate-stderr sh_pipe 'gm tokenize -l en --files0-from list f | grep newdoc'
    assert_output $'# newdoc id = f\n# newdoc id = g\n# newdoc id = n\\nl\n# newdoc id = -x'
    run -0 --separate-stderr sh_pipe 'gm tokenize -l en --files0-from - <list | grep newdoc'
    assert_output $'# newdoc id = g\n# newdoc id = n\\nl\n# newdoc id = -x'
    printf 'missing\0\0g\0' >list
    run -1 --separate-stderr gm tokenize -l en --files0-from list
    assert_stream 'doc g; par g-1 0 "A SpaceAfter=No"'
    assert_stderr "gm-tokenize: cannot open 'missing': No such file or directory
gm-tokenize: list: empty file name"
    : >list
    run -0 --separate-stderr gm tokenize -l en --files0-from list
    assert_stream :
    run -1 --separate-stderr gm tokenize -l en --files0-from missing
    assert_stderr "gm-tokenize: cannot open 'missing': No such file or directory"
}

@test "names behind -- are files, whatever they begin with" {
    printf A >-l
    run -0 --separate-stderr gm tokenize -l en -- -l
    assert_stream 'doc -l; par -l-1 0 "A SpaceAfter=No"'
}

@test "without --lang the language is und, said once" {
    printf A | tee f >g
    run -0 --separate-stderr gm tokenize f g
    assert_stderr "gm-tokenize: no --lang given: language is und"
    lang=und
    assert_stream 'doc f; par f-1 0 "A SpaceAfter=No"; doc g; par g-1 0 "A SpaceAfter=No"'
    # A table may be silent about it, or say it.
    printf 'id\tpath\tlang\nd-1\tf\t\nd-2\tg\tund\n' >t
    run -0 --separate-stderr gm tokenize -d t f g
    assert_stderr "gm-tokenize: t: the language of 'd-1' is und"
    run -0 --separate-stderr gm tokenize -d t -l en f g
    assert_stderr "gm-tokenize: t: the language of 'd-2' is und"
    run -0 --separate-stderr gm tokenize -d t -l en f
    assert_stderr ""
}

@test "a closed standard input is an error" {
    run -1 --separate-stderr sh_pipe 'gm tokenize -l en <&-'
    assert_stream :
    assert_stderr "gm-tokenize: cannot read '-': Bad file descriptor"
}

@test "a full disk is status 1" {
    printf A >f
    run -1 --separate-stderr sh_pipe 'gm tokenize -l en f >/dev/full'
    assert_stderr "gm-tokenize: cannot write 'standard output': No space left on device"
    many 300000 'a b. ' >f
    run -1 --separate-stderr sh_pipe 'gm tokenize -l en f >/dev/full'
    assert_stderr "gm-tokenize: cannot write 'standard output': No space left on device"
    run -1 --separate-stderr sh_pipe 'gm tokenize -l en f >&-'
    assert_stderr "gm-tokenize: cannot write 'standard output': Bad file descriptor"
}

@test "a reader that goes away ends it quietly" {
    many 300000 'a b. ' >f
    run -141 --separate-stderr sh_pipe 'gm tokenize -l en f | head -n 1'
    assert_output '# global.columns = ID FORM MISC'
    assert_stderr ""
}

@test "--help and --version go to stdout" {
    run -0 --separate-stderr gm tokenize --help
    assert_equal "${lines[0]}" "usage: gm-tokenize [option ...] [file ...]"
    assert_stderr ""
    for option in '-l,' '-d,' '-i,' --files0-from --no-tailor --strict --strict-conllu --help --version; do
        assert_match "$output" " $option "
    done
    run -0 --separate-stderr gm tokenize --version
    assert_match "${lines[0]}" '^gm-tokenize \(gapmap\) '
    assert_match "$output" 'Unicode 15\.0\.0'
    assert_stderr ""
}

@test "misuse is status 2, and nothing is read or written" {
    local args expected
    while IFS='|' read -r args expected; do
        # shellcheck disable=SC2086
        run -2 --separate-stderr gm tokenize $args </dev/null
        assert_output ""
        assert_stderr "gm-tokenize: $expected
gm-tokenize: try 'gm-tokenize --help'"
    done <<'CASES'
--nope|unknown option '--nope'
-x|unknown option '-x'
--lang|option '--lang' needs an argument
--lang=e|--lang: 'e' is no language tag
--lang=|--lang: '' is no language tag
--lang=en_GB|--lang: 'en_GB' is no language tag
--id=|--id: the id is empty
--strict=yes|unknown option '--strict=yes'
CASES
    run -2 --separate-stderr gm tokenize -l $'en\n# newdoc id = x' </dev/null
    assert_output ""
}

# --- words cut by the rules of a language ---

# forms LANG TEXT [OPTION...]: the tokens of the text, with a blank where one follows them in it.
forms() {
    local lang=$1 text=$2
    shift 2
    printf '%s' "$text" | gm tokenize -l "$lang" "$@" |
        sed -n '/^[0-9]/{s/^[0-9]*\t//;s/\tSpaceAfter=No$/|/;s/\t.*/ /;p}' | tr -d '\n'
}

@test "words are cut by the rules of their language, as data" {
    local lang text expected
    while IFS=';' read -r lang text expected; do
        run -0 forms "$lang" "$text"
        assert_output "$expected"
        run -0 forms "$lang" "$text" --no-tailor
        assert_equal "${output%|}" "$text"
    done <<'CASES'
fr;L'autorité n’est jusqu'ici;L'|autorité n’|est jusqu'|ici|
fr;d'aujourd'hui prud'hommes presqu'île quelqu'un;d'|aujourd'hui prud'hommes presqu'île quelqu'un|
fr-CA;Lʼécole;Lʼ|école|
fra;QU'IL;QU'|IL|
it;dell'università un'altra c'è;dell'|università un'|altra c'|è|
ca;l'estudi d'escriure's fes't moure'ls page's;l'|estudi d'|escriure|'s fes't moure|'ls page's|
tr;Ankara'da ANKARA'YA Türkiye’nin Kur'an O'Neill d'Ivoire'da Joe's;Ankara|'da ANKARA|'YA Türkiye|’nin Kur'an O'Neill d'Ivoire|'da Joe's|
fi;EU:n EU:ssä N:o HH:MM A:A;EU|:n EU|:ssä N:o HH:MM A:A|
sv;EU:s TV:n S:t;EU|:s TV|:n S:t|
ga;hÉireann bhFéile gCorcaigh tSeirbhís nGaeltacht dTuarascáil mBord gCO2;h|Éireann bh|Féile g|Corcaigh t|Seirbhís n|Gaeltacht d|Tuarascáil m|Bord gCO2|
en;L'autorité Ankara'da EU:n hÉireann;L'autorité Ankara'da EU:n hÉireann|
und;L'autorité;L'autorité|
CASES
}

@test "a piece has SpaceAfter=No, and the gap and page of its word stay" {
    printf "A\fl'eau\nd\u2019or" >f
    page=1 lang=fr
    run -0 gm tokenize -l fr f
    assert_output "$(head_lines; doc f; par f-1 0 'A SpacesAfter=\f' "l' Page=2|SpaceAfter=No" 'eau SpacesAfter=\n' \
        $'d\u2019 SpaceAfter=No' 'or SpaceAfter=No')"
}

@test "a narrow no-break space between letters is white space in every language, not with --no-tailor" {
    printf '12\u202fkg a\u202fb 1\u202f000 x\u202f\u202fy' >f
    run -0 tokens f
    assert_output "$(printf '%s\t%s\t%s\n' 1 12 'SpacesAfter=\xE2\x80\xAF' 2 kg _ 3 a 'SpacesAfter=\xE2\x80\xAF' 4 b _ \
        5 $'1\u202f000' _ 6 x 'SpacesAfter=\xE2\x80\xAF\xE2\x80\xAF' 7 y SpaceAfter=No)"
    run -0 gm tokenize -l en --no-tailor f
    assert_match "$output" $'\n1\t12\u202fkg\t_\n2\ta\u202fb\t_\n'
}

@test "a sentence is cut at its cap between pieces, and pieces do not depend on how the text comes" {
    many 5000 "d'" >f
    printf 'eau. ' >>f
    many 3000 "l'eau " >>f
    gm tokenize -l fr f >whole
    assert_equal "$(grep -c $'^[0-9]*\td\'' whole)" 1 # longer than a word can be: whole
    many 200 "d'" >f
    printf 'eau. ' >>f
    many 3000 "l'eau " >>f
    gm tokenize -l fr f >whole
    assert_equal "$(grep -c $'^[0-9]*\td\'\t' whole)" 200
    assert_equal "$(grep -c $'^4096\teau\t\|^4096\tl\'\t' whole)" 1
    in_pieces 1 f | gm tokenize -l fr -i f >pieces
    cmp whole pieces
    assert_rebuilt f
}

@test "any text can be rebuilt from its stream in languages with rules" {
    mkdir random
    python3 -c 'import random
random.seed(29)
parts = ["l", "d", "\x27", "\u2019", "\u02bc", "\uff07", ":", "n", "EU", "Ankara", "da", "a", "h", "\u00c9ire", "bhF", "\u202f", " ", ". ", "\u00ad",
         "\u0301", "1", "\n", "x" * 300, "-", "\xff"]
for n in range(300):
    text = "".join(random.choice(parts) for _ in range(random.choice((3, 10, 100, 1000))))
    open(f"random/{n:03}", "w", encoding="utf-8", newline="").write(text)'
    for lang in 'fr' it ca tr 'fi' sv ga; do
        printf '%s\0' random/* >list
        gm tokenize -l "$lang" --files0-from list >stream
        rm -rf back
        mkdir back
        "$ROOT/tests/rebuild" back <stream >count
        assert_equal "$(cat count)" 300
        for ((i = 1; i <= 300; i++)); do
            cmp "back/$i" "random/$(printf %03d $((i - 1)))"
        done
    done
}

@test "a mistake in the rules is said with its place, and the rows that are right hold" {
    mkdir -p data/lexicons/words
    printf '%b' "kind\tform\tnote\n# x\nprefix\tl'\t\nprefix\tl'\t\nprefix\td\t\nprefix\tD'\t\nsuffix\t'a'b\t\nsuffix\tab\t\n" \
        "alike\taä\t\nsufix\t:n\t\nmutation\tH\t\nexception\ta’b\t\nexception\t\t\nprefix\ts'\n" "suffix\t:n\t\nalike\toö\t\n" >data/lexicons/words/fr.tsv
    printf "l'eau d'eau EU:n" >f
    GAPMAP_DATA=data run -1 --separate-stderr gm tokenize -l fr f
    local file=data/lexicons/words/fr.tsv
    assert_stderr "gm-tokenize: $file:4: a second time: 'l''
gm-tokenize: $file:5: a prefix ends with its only apostrophe: 'd'
gm-tokenize: $file:6: 'D'' is not a matching form, that is 'd''
gm-tokenize: $file:7: a suffix has one apostrophe or colon, and letters behind it: ''a'b'
gm-tokenize: $file:8: a suffix has one apostrophe or colon, and letters behind it: 'ab'
gm-tokenize: $file:10: unknown kind 'sufix'
gm-tokenize: $file:11: a mutation is one or two small letters and a capital: 'H'
gm-tokenize: $file:12: the apostrophe is not ' in 'a’b'
gm-tokenize: $file:13: a form is UTF-8 of 1 to 64 bytes
gm-tokenize: $file:14: 2 cells where the header has 3
gm-tokenize: $file:16: letters that are alike stand before the first suffix: 'oö'"
    assert_equal "$(grep -c $'^[0-9]*\t\(l\'\|d\'eau\|:n\)\t' <<<"$output")" 3
    printf 'form\tkind\tnote\n' >data/lexicons/words/it.tsv
    GAPMAP_DATA=data run -1 --separate-stderr gm tokenize -l it f
    assert_stderr "gm-tokenize: data/lexicons/words/it.tsv:1: the header is not 'kind form note'"
    GAPMAP_DATA=data run -0 --separate-stderr gm tokenize -l en f
    assert_stderr ""
}

@test "the header names the data of tailoring" {
    echo A >f
    mkdir -p data/lexicons
    cp -r "$ROOT/lexicons/abbreviations" "$ROOT/lexicons/words" data/lexicons
    id() { GAPMAP_DATA=data gm tokenize "$@" f | sed -n 's/^# gm:tailoring = //p'; }
    assert_equal "$(id -l en)" "$TAILORING"
    assert_equal "$(id -l de)" "$TAILORING" # whatever the language
    echo 'Not data.' >>data/lexicons/words/README.md
    assert_equal "$(id -l en)" "$TAILORING"
    printf 'Xy\tabbreviation\t\n' >>data/lexicons/abbreviations/tr.tsv
    local changed
    changed=$(id -l en)
    assert_match "$changed" '^[0-9a-f]{8}$'
    [ "$changed" != "$TAILORING" ]
    mv data/lexicons/words/fi.tsv data/lexicons/abbreviations/xx.tsv
    [ "$(id -l en)" != "$changed" ]
    mkdir data/lexicons/words/xx.tsv
    GAPMAP_DATA=data run -1 --separate-stderr gm tokenize -l en f
    assert_stderr "gm-tokenize: cannot read 'data/lexicons/words/xx.tsv': Is a directory"
}

@test "a row is found however path and table are written, with a byte order mark and CR LF" {
    mkdir -p "$BATS_TEST_TMPDIR/study"
    cd "$BATS_TEST_TMPDIR"
    printf 'Text.' >study/a.txt
    printf '\xef\xbb\xbfid\tpath\tlang\r\nd-1\ta.txt\ten\r\n' >study/documents.tsv
    local table file
    for table in study/documents.tsv ./study/documents.tsv "$PWD/study/documents.tsv"; do
        for file in study/a.txt ./study/a.txt "$PWD/study/../study/a.txt"; do
            run -0 --separate-stderr gm tokenize -d "$table" "$file"
            assert_match "$output" '# newdoc id = d-1'
            assert_stderr ""
        done
    done
}
