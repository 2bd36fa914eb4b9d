#!/usr/bin/env bats
# gm-tokenize --blocks: JSON Lines, one object for each block of text.  What is JSON: unit/blocks.c.
# Scripts for sh_pipe and assert_stream are expanded later; pipes read what they do not write.
# shellcheck disable=SC2154,SC2016,SC2094,SC2034

bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    page=1 lang=en zone='' label=''
}

blocks() {
    gm tokenize --blocks -l en "$@"
}

# random_blocks FILE DIR: blocks of all kinds in FILE, and in DIR/1, DIR/2 ... the text of each document; in DIR/places what
# must stand on a sentence: document, byte at which it holds, page, zone, lang, label.
random_blocks() {
    mkdir -p "$2"
    python3 -c 'import json, random, sys
random.seed(20261124)
words = ["External", "quality", "évaluation", "Ἀθῆναι", "質保証", "e.g.", "1,000.50", "can\u2019t", "😀👩‍👩‍👧", "a\u0301", "|", "\\", "\"",
         "#", "\ufeff", "\u00ad", "x" * 300]
gaps = [" "] * 12 + ["\n", "\n\n", "\r\n", ". ", ".\n", "! ", "\f", "\t", "\u00a0", "\u2029", "\u202f", "  \n \n", ""]
out, places = open(sys.argv[1], "w", encoding="utf-8"), open(sys.argv[2] + "/places", "w")
for n in range(1, 41):
    text, page, label, label_page = "", 1, "", 0
    for b in range(random.choice((1, 1, 2, 5, 60))):
        block = {"id": f"d {n}"}
        block["text"] = "".join(random.choice(words) + random.choice(gaps) for _ in range(random.choice((0, 1, 2, 5, 30, 200))))
        if random.random() < .3:
            block["text"] = random.choice(gaps) + block["text"]
        if random.random() < .4:
            block["page"] = page = random.randrange(1, 90)
        if random.random() < .4:
            block["label"] = random.choice(("iv", "A 1", "12", "\\"))
        if "page" in block or "label" in block:
            label, label_page = block.get("label", ""), page
        if random.random() < .4:
            block["zone"] = random.choice(("body", "table", "heading.1"))
        if random.random() < .4:
            block["lang"] = random.choice(("fr", "pt-BR"))
        keys = list(block)
        random.shuffle(keys)
        out.write(json.dumps({key: block[key] for key in keys}, ensure_ascii=random.random() < .5) + "\n")
        at = len(text.encode())
        zone = block.get("zone", "body").replace("body", "")
        for i, c in enumerate("x" + block["text"]):
            at += len(c.encode()) if i else 0
            page += c == "\f"
            if i == 0 or c == "\f":
                shown = label if page == label_page else ""
                print(n, at, page, zone, block.get("lang", "en"), shown.replace("\\", "\\\\"), sep="\t", file=places)
        text += block["text"]
    open(f"{sys.argv[2]}/{n}", "w", encoding="utf-8", newline="").write(text)' "$@"
}

# many_blocks COUNT: blocks of one document.
many_blocks() {
    python3 -c 'import json, sys
for i in range(int(sys.argv[1])):
    print(json.dumps({"id": "d", "page": i // 9 + 1, "zone": "table", "text": f"Row {i} of a table. It goes on"}))' "$1"
}

# measure WRITER: the status and the most memory (KiB) of gm-tokenize, which reads what `write(BYTES)` in WRITER writes.
measure() {
    python3 -c 'import os, subprocess, sys
child = subprocess.Popen([sys.argv[1], "-l", "en", "--blocks"], stdin=subprocess.PIPE,
                         stdout=open("stream", "w"), stderr=open("errors", "w"))
write = child.stdin.write
exec(sys.argv[2])
child.stdin.close()
_, status, usage = os.wait4(child.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)' "$BIN/gm-tokenize" "$1"
}

# assert_memory KIB: `measure` said no more.  The sanitizers' own memory says nothing of ours.
assert_memory() {
    grep -q __asan_init "$BIN/gm-tokenize" || [ "${output#* }" -lt "$1" ]
}

# --- what it does ---

@test "a block is a paragraph, with its page, label, zone and language" {
    cat >f <<'JSON'
{"id": "ie-0001", "page": 3, "label": "iii", "zone": "heading", "lang": "en-IE", "text": "External quality", "title": "On \"QA\"", "year": 2024}
{"id": "ie-0001", "page": 4, "label": "A \\ 1", "zone": "body", "lang": "fr", "text": "Un. Deux\ntrois\n\nquatre"}
{"id": "x/2", "text": "A"}
JSON
    run -0 --separate-stderr blocks f
    assert_stderr ""
    assert_stream 'doc ie-0001; printf "# gm:meta.%s\\n" "title = On \"QA\"" "year = 2024"
        page=3 label=iii zone=heading lang=en-IE
        par ie-0001-1 0 "External _" "quality SpaceAfter=No"
        page=4 label="A \\\\ 1" zone= lang=fr
        par ie-0001-2 16 "Un SpaceAfter=No" ". _"
        sent ie-0001-3 20 "Deux SpacesAfter=\\n" "trois SpacesAfter=\\n\\n"
        par ie-0001-4 32 "quatre SpaceAfter=No"
        page=1 label= lang=en
        doc x/2; par x:2-1 0 "A SpaceAfter=No"'
}

@test "what a block does not say: its page goes on, with the label; zone is body, language the document's" {
    cat >f <<'JSON'
{"id": "d", "text": "One"}
{"id": "d", "text": "two\fthree", "page": 7, "label": "vii", "zone": "table", "lang": "de"}
{"id": "d", "text": "Four."}
{"id": "d", "text": "Five", "label": "8"}
{"id": "d", "text": "six. Six\fSeven. Eight."}
{"id": "d", "text": "Nine", "page": 2}
{"id": "d", "text": "ten", "page": null, "label": null, "zone": "", "lang": ""}
JSON
    run -0 --separate-stderr blocks f
    assert_stderr ""
    assert_stream 'doc d; par d-1 0 "One SpaceAfter=No"
        page=7 label=vii zone=table lang=de
        par d-2 3 "two SpacesAfter=\\f" "three Page=8|SpaceAfter=No"
        page=8 label= zone= lang=en
        par d-3 12 "Four SpaceAfter=No" ". SpaceAfter=No"
        label=8
        par d-4 17 "Five SpaceAfter=No"
        par d-5 21 "six SpaceAfter=No" ". _"
        sent d-6 26 "Six SpacesAfter=\\f" "Seven Page=9|SpaceAfter=No" ". _"
        page=9 label=
        sent d-7 37 "Eight SpaceAfter=No" ". SpaceAfter=No"
        page=2
        par d-8 43 "Nine SpaceAfter=No"
        par d-9 47 "ten SpaceAfter=No"'
}

@test "white space around a block stays, an empty block is nothing" {
    cat >f <<'JSON'
{"id": "d", "text": " \n", "zone": "table", "label": "1"}
{"id": "d", "text": ""}
{"id": "d", "text": "\n A \n\n", "zone": "table"}
{"id": "d", "text": "\t"}
{"id": "d", "text": " B"}
{"id": "e", "text": "", "x": "y"}
{"id": "e", "text": ""}
JSON
    run -0 --separate-stderr blocks f
    assert_stderr ""
    assert_stream 'doc d; printf "# gm:spaces = \\\\s\\\\n\n\n"; printf "# gm:spaces = \\\\n\\\\s\n\n"
        zone=table label=1
        par d-1 4 "A SpacesAfter=\\s\\n\\n"
        printf "# gm:spaces = \\\\t\n\n"; printf "# gm:spaces = \\\\s\n\n"
        zone=; par d-2 10 "B SpaceAfter=No"
        doc e; echo "# gm:meta.x = y"'
    run -0 --separate-stderr sh_pipe 'gm tokenize --blocks -l en --strict-conllu f | grep newdoc'
    assert_output '# newdoc id = d'
}

@test "a text as one block gives the same bytes as the text itself" {
    local file
    for file in "$ROOT"/corpora/sample/docs/*.txt; do
        python3 -c 'import json, sys
print(json.dumps({"id": sys.argv[1], "text": open(sys.argv[1], encoding="utf-8", newline="").read()}))' "$file" >>all
        for option in '' --no-tailor; do
            # shellcheck disable=SC2086 # one option or none
            gm tokenize -l en $option "$file" >want
            # shellcheck disable=SC2086
            tail -n 1 all | blocks $option | cmp - want
        done
    done
    gm tokenize -l en "$ROOT"/corpora/sample/docs/*.txt >want
    blocks all | cmp - want
}

@test "no sentence crosses a block, and each has what its block says; the text can be made again" {
    random_blocks f want
    blocks f >stream
    mkdir back
    run -0 "$ROOT/tests/rebuild" back <stream
    assert_output 40
    for n in {1..40}; do
        cmp "want/$n" "back/$n"
    done
    run -0 "$ROOT/scripts/check-conllu" stream
    assert_output ""
    run -0 python3 -c 'import bisect, sys
places, n, count, s = {}, 0, 0, {}
for line in open("want/places", encoding="utf-8"):
    doc, at, *place = line[:-1].split("\t")
    places.setdefault(int(doc), []).append((int(at), place))
for line in open("stream", encoding="utf-8", newline="\n"):
    key, _, value = line[:-1].partition(" = ")
    if key.startswith("# newdoc"):
        n += 1
    elif key.startswith("# gm:"):
        s[key[5:]] = value
    elif line == "\n" and "at" in s:
        k = bisect.bisect_right(places[n], int(s["at"]), key=lambda p: p[0]) - 1
        got = [s["page"], s.get("zone", ""), s["lang"], s.get("label", "")]
        if places[n][k][1] != got:
            print(n, s, "want", places[n][k])
        count, s = count + 1, {}
    elif line == "\n":
        s = {}
print("sentences" if count > 1000 else count)'
    assert_output sentences
}

@test "gm-stem follows the language of a block, gm-count its zone" {
    printf '%s\n' '{"id": "d", "lang": "fr", "text": "generations"}' '{"id": "d", "zone": "table", "text": "generations"}' >f
    run -0 --separate-stderr sh_pipe 'gm tokenize --blocks -l en f | gm stem | gm count --by zone,lang,stem'
    assert_stderr ""
    assert_output "$(printf '%s\t%s\t%s\t%s\n' zone lang stem $'count\twords\tsentences\tdocuments' \
        body fr '*' $'1\t1\t1\t1' body fr gener $'1\t1\t1\t1' table en '*' $'1\t1\t1\t1' table en generation $'1\t1\t1\t1')"
}

@test "words are those of the language of their block" {
    printf '{"id": "d", "lang": "%s", "text": "l\u2019eau"}\n' fr en fr-CA >f
    run -0 sh_pipe 'gm tokenize --blocks f | grep "^[0-9]" | cut -f 1,2'
    assert_output "$(printf '%s\t%s\n' 1 $'l\u2019' 2 eau 1 $'l\u2019eau' 1 $'l\u2019' 2 eau)"
}

# --- documents ---

@test "--documents adds the metadata of the row with that id, and wins" {
    printf '%s\n' '{"id": "a", "text": "A", "title": "mine", "year": 2024, "note": "n"}' '{"id": "b", "lang": "de", "text": "B"}' \
        '{"id": "b", "text": "C"}' '{"id": "f", "text": "D", "x": 1}' >f
    printf 'id\tpath\tlang\tjurisdiction\ttitle\tnote\na\t\t\tXA\ttheirs\t\nb\t\tfr\tXB\t\t\n' >table
    run -0 --separate-stderr gm tokenize --blocks -l en -d table f
    assert_stderr "gm-tokenize: table: no row for 'f'"
    assert_stream 'doc a; printf "# gm:meta.%s\\n" "jurisdiction = XA" "title = theirs" "year = 2024" "note = n"; par a-1 0 "A SpaceAfter=No"
        doc b; echo "# gm:meta.jurisdiction = XB"; lang=de; par b-1 0 "B SpaceAfter=No"; lang=fr; par b-2 1 "C SpaceAfter=No"
        doc f; echo "# gm:meta.x = 1"; lang=en; par f-1 0 "D SpaceAfter=No"'
}

@test "no value can forge a line" {
    printf '%s\n' '{"id": "a\n# x \u0000", "label": "1\n# newdoc id = b\u2028\\", "x": "\n# newdoc id = b\t\u0000", "text": "A"}' >f
    run -0 --separate-stderr blocks f
    assert_stderr ""
    assert_stream 'doc "a\\n#\\sx\\s\\x00"; echo "# gm:meta.x = \\n# newdoc id = b\\t\\x00"; label="1\\n# newdoc id = b\\xE2\\x80\\xA8\\\\"
        par "a\\n#\\sx\\s\\x00-1" 0 "A SpaceAfter=No"'
}

@test "metadata are those of the first block; others are said once for each document and key" {
    printf '%s\n' '{"id": "a", "x": "1", "y": 2, "text": "A"}' '{"id": "a", "x": 1, "text": "B"}' \
        '{"id": "a", "x": 2, "y": "2", "z": true, "text": "C"}' '{"id": "a", "x": 3, "z": true, "text": "D"}' \
        '{"id": "b", "x": 1, "text": "E"}' '{"id": "b", "x": false, "text": "F"}' >f
    run -0 --separate-stderr blocks f
    assert_stderr "gm-tokenize: f:3: 'x' is not what the first block of 'a' says; left out
gm-tokenize: f:3: 'z' is not what the first block of 'a' says; left out
gm-tokenize: f:6: 'x' is not what the first block of 'b' says; left out"
    run -0 sh_pipe 'gm tokenize --blocks -l en f 2>/dev/null | grep -e meta -e "^[0-9]" | cut -f 2'
    assert_output "$(printf '%s\n' '# gm:meta.x = 1' '# gm:meta.y = 2' A B C D '# gm:meta.x = 1' E F)"
}

@test "an id that comes again later is an error, in one file or in another, said once" {
    printf '%s\n' '{"id": "a", "text": "A"}' '{"id": "b", "text": "B"}' '{"id": "a", "text": "C"}' '{"id": "a", "text": "D"}' \
        '{"id": "c", "text": "E"}' '{"id": "a", "text": "F"}' >f
    printf '%s\n' '{"id": "a", "text": "A"}' '{"id": "d", "text": "G"}' >g
    run -1 --separate-stderr blocks f g
    assert_stderr "gm-tokenize: f:3: document id 'a' is repeated; left out"
    assert_stream 'doc a; par a-1 0 "A SpaceAfter=No"; doc b; par b-1 0 "B SpaceAfter=No"; doc c; par c-1 0 "E SpaceAfter=No"
        doc d; par d-1 0 "G SpaceAfter=No"'
}

@test "without any language it is und, said once, and not where every block has one" {
    printf '%s\n' '{"id": "a", "lang": "fr", "text": "A"}' >f
    run -0 --separate-stderr gm tokenize --blocks f
    assert_stderr ""
    printf '%s\n' '{"id": "a", "text": "B"}' '{"id": "b", "text": "C"}' >>f
    run -0 --separate-stderr gm tokenize --blocks f
    assert_stderr "gm-tokenize: no --lang given: language is und"
    lang=fr
    assert_stream 'doc a; par a-1 0 "A SpaceAfter=No"; lang=und; par a-2 1 "B SpaceAfter=No"; doc b; par b-1 0 "C SpaceAfter=No"'
    printf '%s\n' '{"id": "a", "text": "A"}' '{"id": "b", "lang": "und", "text": "B"}' '{"id": "c", "lang": "und", "text": "C"}' >f
    run -0 --separate-stderr gm tokenize --blocks -l en f
    assert_stderr "gm-tokenize: f:2: the language of 'b' is und"
}

# --- odd input ---

@test "a byte order mark, empty lines, CRLF and no line end at the end" {
    printf '\xef\xbb\xbf{"id": "a", "text": "A"}\r\n\n \t\r\n  {"id" : "b" ,\t"text":"B"} \n\n{"id": "c", "text": "C"}' >f
    run -0 --separate-stderr blocks f
    assert_stderr ""
    assert_stream 'doc a; par a-1 0 "A SpaceAfter=No"; doc b; par b-1 0 "B SpaceAfter=No"; doc c; par c-1 0 "C SpaceAfter=No"'
    : >f
    run -0 --separate-stderr blocks f
    assert_stderr ""
    assert_stream :
}

@test "a text may hold all that JSON can; controls become U+FFFD" {
    # NUL twice, a C0 control, a letter beyond the BMP, U+FEFF at the beginning.
    printf '%s\n' '{"id": "a", "text": "\ufeffA\u0000\u0000 \u001f \ud83d\ude00\/\"\\ \u00e9é"}' >f
    run -0 --separate-stderr blocks f
    assert_stderr "gm-tokenize: a: 3 ill-formed sequences or controls became U+FFFD, the first at byte 4"
    assert_stream 'doc a; par a-1 3 "A SpaceAfter=No|SpacesBefore=\\xEF\\xBB\\xBF" "$(printf "\ufffd") Bytes=1|SpaceAfter=No" \
        "$(printf "\ufffd") Bytes=1" "$(printf "\ufffd") Bytes=1" "😀 SpaceAfter=No" "/ SpaceAfter=No" "\" SpaceAfter=No" "\\ _" "éé SpaceAfter=No"'
    mkdir back
    blocks f 2>/dev/null | "$ROOT/tests/rebuild" back
    printf '\xef\xbb\xbfA\ufffd\ufffd \ufffd \U1f600/"\\ éé' | cmp - back/1
    run -1 --separate-stderr blocks --strict f
    assert_stderr "gm-tokenize: a: 3 ill-formed sequences or controls became U+FFFD, the first at byte 4"
}

@test "what is wrong with a line is said with its place, and the others go on" {
    local line expected
    while IFS='~' read -r line expected; do
        printf '%b\n' '{"id": "a", "text": "A"}' "$line" '{"id": "a", "text": "B"}' >f
        run -1 --separate-stderr blocks f
        assert_stream 'doc a; par a-1 0 "A SpaceAfter=No"; par a-2 1 "B SpaceAfter=No"'
        assert_stderr "gm-tokenize: f:2: $expected"
    done <<'CASES'
text~not JSON at byte 4: '[' or '{' expected near 'text'
{"id": "a", "text": "x~not JSON at byte 22: premature end of input near '"x'
{"id": "a", "text": "x"}}~not JSON at byte 25: end of file expected near '}'
{"id": "a", "text": "x", "id": "b"}~not JSON at byte 29: duplicate object key near '"id"'
{"id": "a", "text": "\\ud800"}~not JSON at byte 28: invalid Unicode '\uD800' near '"\ud800"'
{"id": "a", "text": "\\u12g4"}~not JSON at byte 26: invalid escape near '"\u12g'
{"id": "a", "text": "\x01"}~not JSON at byte 21: control character 0x1 near '"'
{"id": "a", "text": "\xff"}~not JSON at byte 21: unable to decode byte 0xff near '"'
[{"id": "a", "text": "x"}]~not an object
{"text": "x"}~there is no 'id'
{"id": "", "text": "x"}~'id' is empty
{"id": 7, "text": "x"}~'id' is no string
{"id": "a"}~there is no 'text'
{"id": "a", "text": ["x"]}~'text' is no string
{"id": "a", "text": "x", "page": "3"}~'page' is no whole number from 1 to 1000000000
{"id": "a", "text": "x", "page": 0}~'page' is no whole number from 1 to 1000000000
{"id": "a", "text": "x", "label": 3}~'label' is no string
{"id": "a", "text": "x", "zone": "a\\nb"}~'a\nb' is no name of a zone
{"id": "a", "text": "x", "lang": "english"}~'english' is no language tag
{"id": "a", "text": "x", "a key": 1}~'a key' is no key of metadata
{"id": "a", "text": "x", "key": [1]}~'key' is neither string, number nor boolean
{"id": "a", "text": "x", "key": {}}~'key' is neither string, number nor boolean
CASES
    printf '{"id": "a", "text": "A"}\n{"id": "a", "text": "", "label": "%0257d"}\n{"id": "a", "text": "B"}' 0 >f
    run -1 --separate-stderr blocks f
    assert_stderr "gm-tokenize: f:2: 'label' has more than 256 bytes"
    assert_stream 'doc a; par a-1 0 "A SpaceAfter=No"; par a-2 1 "B SpaceAfter=No"'
    python3 -c 'import json
print(json.dumps({"id": "a", "text": "A", **{f"k{i}": i for i in range(999)}}))
print(json.dumps({"id": "a", "text": "A", "k": "x" * 1048576}))
print(json.dumps({"id": "a", "text": "B"}))' >f
    run -1 --separate-stderr blocks f
    assert_stderr "gm-tokenize: f:1: more than 1000 values
gm-tokenize: f:2: more than 1 MiB of metadata"
    assert_stream 'doc a; par a-1 0 "B SpaceAfter=No"'
}

@test "of a file of nothing but mistakes 20 are said" {
    { seq 30; printf '{"id": "a", "text": "A"}\n'; } >f
    printf 'x\n' >g
    run -1 --separate-stderr blocks f g
    assert_stream 'doc a; par a-1 0 "A SpaceAfter=No"'
    assert_stderr "$(for i in {1..20}; do
            echo "gm-tokenize: f:$i: not JSON at byte ${#i}: '[' or '{' expected near '$i'"
        done
        printf "gm-tokenize: %s\n" "f: further errors of this input are not shown" \
            "g:1: not JSON at byte 1: '[' or '{' expected near 'x'")"
}

@test "a line of 1 MB, and in whatever pieces the input comes" {
    random_blocks f want
    python3 -c 'import json
print("no JSON")
print(json.dumps({"id": "big", "text": "word " * 200000 + "é\u0000\n\n" * 10000}, ensure_ascii=False))
print(json.dumps({"id": "late", "text": "x"}))' >>f
    gm tokenize --blocks -l en - <f >whole 2>errors || [[ $? -eq 1 ]]
    assert_equal "$(grep -c newdoc whole)" 42
    assert_equal "$(wc -l <errors)" 2
    for size in 4096 70001 r; do
        in_pieces "$size" f | { gm tokenize --blocks -l en - || [[ $? -eq 1 ]]; } >pieces 2>errors2
        cmp whole pieces
        cmp errors errors2
    done
    head -n 40 f >small
    gm tokenize --blocks -l en - <small >whole
    for size in 1 7; do
        in_pieces "$size" small | gm tokenize --blocks -l en - >pieces
        cmp whole pieces
    done
}

# --- size ---

@test "an object of 100 MB takes little more than three times its size, wherever it stands" {
    run -0 measure 'write(b"{\"id\": \"a\", \"text\": \"")
for i in range(100): write(b"word " * 200000)
write(b"\"}\n{\"id\": \"b\", \"text\": \"B\"}\n")'
    assert_equal "${output% *}" 0 status
    assert_equal "$(cat errors)" ""
    assert_memory 350000
    assert_equal "$(grep -c $'\tword\t' stream)" 20000000
    run -0 tail -n 3 stream
    assert_output '# gm:at = 0
1	B	SpaceAfter=No'
}

@test "an object of more than 256 MiB is an error, and takes no more memory" {
    run -0 measure 'write(b"{\"id\": \"a\", \"text\": \"A\"}\n{\"id\": \"a\", \"text\": \"")
for i in range(270): write(b"word " * 200000)
write(b"\"}\n{\"id\": \"a\", \"text\": \"B\"}\n")
for i in range(600): write(b"word " * 200000)'
    assert_equal "${output% *}" 1 status
    assert_equal "$(cat errors)" "gm-tokenize: -:2: a line of more than 256 MiB
gm-tokenize: -:4: a line of more than 256 MiB"
    assert_memory 300000
    run -0 cat stream
    assert_stream 'doc a; par a-1 0 "A SpaceAfter=No"; par a-2 1 "B SpaceAfter=No"'
}

@test "values without end are refused before they take memory" {
    run -0 measure 'write(b"{\"id\": \"a\", \"text\": \"A\"}\n{\"id\": \"a\", \"text\": [")
for i in range(50): write(b"[]," * 300000)
write(b"[]]}\n" + b"[" * 5000000 + b"\n")'
    assert_equal "${output% *}" 1 status
    assert_equal "$(cat errors)" "gm-tokenize: -:2: more than 1000 values
gm-tokenize: -:3: more than 1000 values"
    assert_memory 120000
}

@test "a document of 300,000 blocks takes no more memory than one" {
    many_blocks 300000 >f
    run -0 measure 'write(open("f", "rb").read())'
    assert_equal "$output" "0 ${output#* }"
    assert_memory 32768
    assert_equal "$(grep -c '^# newpar' stream)" 300000
    assert_equal "$(grep -c '^# sent_id' stream)" 600000
    assert_equal "$(grep -c '^# gm:zone = table' stream)" 600000
    run -0 tail -n 9 stream
    page=33334 zone=table
    assert_output "$(sent d-600000 9788880 'It _' 'goes _' 'on SpaceAfter=No')"
}

@test "twice the same input gives the same output, in every locale" {
    random_blocks f want
    printf '%s\n' '{"id": "n", "lang": "tr", "text": "İ 1,5 ILIK", "x": 0.5, "y": 1e21}' '{"id": 1}' >>f
    in_locales sh_pipe 'gm tokenize --blocks -l en f 2>/dev/null || [[ $? -eq 1 ]]'
    in_locales sh_pipe 'gm tokenize --blocks -l en f 2>&1 >/dev/null || [[ $? -eq 1 ]]'
    run -1 --separate-stderr sh_pipe 'gm tokenize --blocks -l en f | grep meta'
    assert_output $'# gm:meta.x = 0.5\n# gm:meta.y = 1e+21'
}

# --- files and options ---

@test "several files, -, --files0-from, a missing one and a directory" {
    printf '%s\n' '{"id": "a", "text": "A"}' >f
    printf '%s\n' '{"id": "b", "text": "B"}' >g
    printf '%s\n' '{"id": "c", "text": "C"}' >h
    printf 'g\0' >list
    mkdir dir
    run -1 --separate-stderr sh_pipe 'gm tokenize --blocks -l en f missing dir - --files0-from list <h'
    assert_stderr "gm-tokenize: cannot open 'missing': No such file or directory
gm-tokenize: cannot read 'dir': Is a directory"
    assert_stream 'doc a; par a-1 0 "A SpaceAfter=No"; doc c; par c-1 0 "C SpaceAfter=No"; doc b; par b-1 0 "B SpaceAfter=No"'
    run -0 --separate-stderr sh_pipe 'gm tokenize -b -l en <f'
    assert_stream 'doc a; par a-1 0 "A SpaceAfter=No"'
    run -1 --separate-stderr sh_pipe 'gm tokenize -b -l en <&-'
    assert_stream :
    assert_stderr "gm-tokenize: cannot read '-': Bad file descriptor"
}

@test "--id with --blocks is misuse" {
    run -2 --separate-stderr gm tokenize --blocks --id x </dev/null
    assert_output ""
    assert_stderr "gm-tokenize: --id and --blocks: blocks have ids of their own
gm-tokenize: try 'gm-tokenize --help'"
}

@test "a full disk is status 1, a reader that goes away ends it quietly" {
    printf '%s\n' '{"id": "a", "text": "A"}' >f
    run -1 --separate-stderr sh_pipe 'gm tokenize --blocks -l en f >/dev/full'
    assert_stderr "gm-tokenize: cannot write 'standard output': No space left on device"
    many_blocks 100000 >f
    run -1 --separate-stderr sh_pipe 'gm tokenize --blocks -l en f >/dev/full'
    assert_stderr "gm-tokenize: cannot write 'standard output': No space left on device"
    run -141 --separate-stderr sh_pipe 'gm tokenize --blocks -l en f | head -n 1'
    assert_output '# global.columns = ID FORM MISC'
    assert_stderr ""
}
