bats_require_minimum_version 1.5.0
load helper.bash

# The demo writes below BUILD, so each test gets a BUILD of its own with the programs of this one.
setup() {
    work=$BATS_TEST_TMPDIR
    mkdir "$work/build"
    ln -s "$BIN" "$work/build/bin"
    export BUILD=$work/build
    unset DOCS DOCLANG
}

demo() {
    "$ROOT/scripts/demo"
}

line_of() { # FIRST WORD: the line of the table that begins so, its blanks squeezed
    grep -E "^$1 " <<<"$output" | head -1 | tr -s ' '
}

# quotations FOLDER-OR-TABLE: checks the places that the demo on stdin prints; `strand count` for each strand.
# The sentence is at its byte of its document, on its page; white space is shown as one blank.
quotations() {
    /usr/bin/python3 -c '
import re, sys
from pathlib import Path

table = Path(sys.argv[1])
head, *rows = (line.split("\t") for line in table.read_text().splitlines())
path = {row[head.index("id")]: table.parent / row[head.index("path")] for row in rows}
text = sys.stdin.read().split("== Sentences to read", 1)[1].split("\nThe tagged text is in")[0]
counts = {}
for strand, body in re.findall(r"^([a-z]+)\n((?:  .*\n)+)", text, re.M):
    for document, page, at, quotation in re.findall(r"^  (\S+), page (\d+), byte (\d+)\n((?:      .*\n)+)", body, re.M):
        data = path[document].read_bytes()
        squeezed = " ".join(data[int(at):].decode().split())
        quotation = " ".join(quotation.split())
        assert len(quotation) > 20 and squeezed.startswith(quotation), (document, at, quotation, squeezed[:99])
        assert int(page) == 1 + data[:int(at)].count(b"\f"), (document, at, page)
        counts[strand] = counts.get(strand, 0) + 1
print(*(f"{strand} {count}" for strand, count in counts.items()), sep="\n")
' "$1"
}

@test "the sample's table has a column for each jurisdiction, with its documents" {
    run -0 --separate-stderr demo
    assert_stderr ""
    local codes documents
    codes=$(cut -f 4 "$ROOT/corpora/sample/documents.tsv" | sed 1d | LC_ALL=C sort -u | xargs)
    assert_equal "$(line_of concept)" "concept $codes"
    documents=$(awk -F '\t' 'NR > 1 && $17 != "" { n[$4]++ } END { for (code in n) print code, n[code] }' \
        "$ROOT/corpora/sample/documents.tsv" | LC_ALL=C sort | cut -d ' ' -f 2 | xargs)
    assert_equal "$(line_of documents)" "documents $documents"
}

@test "a cell of the table is what gm-count says" {
    run -0 demo
    local counts code cells='' documents='' words=''
    counts=$(gm count --by meta.jurisdiction,concept --depth 2 --rate 10000 "$BUILD/demo/tagged.conllup")
    for code in XA XB XC XD XE XEU XF; do
        cells+=$(awk -F '\t' -v code=$code '$1 == code && $2 == "external.accreditation" { printf " %d %.1f", $6, $7 }' <<<"$counts")
        words+=$(awk -F '\t' -v code=$code '$1 == code && $2 == "*" { printf " %d", $4 }' <<<"$counts")
    done
    assert_equal "$(line_of 'external\.accreditation')" "external.accreditation$cells"
    assert_equal "$(line_of words)" "words$words"
    assert_match "$cells" '^( [1-9][0-9]* [0-9.]+){7}$'
}

@test "terms of the sample are found as often as a regular expression finds them" {
    run -0 demo
    local term expected
    for term in 'quality code' 'internal quality assurance' toolkit; do
        expected=$(perl -CSD -0777 -e '
            my $term = join "\\s+", split / /, shift;
            while (<>) {
                my $hits = () = /\b$term\b/gi;
                $count += $hits;
                $documents++ if $hits;
            }
            print "$count in $documents documents"' "$term" "$ROOT"/corpora/sample/docs/*.txt)
        assert_equal "$(grep -oE " $term +[1-9].*" <<<"$output" | tr -s ' ')" " $term $expected"
    done
}

@test "the sample gives three sentences for each strand, at the places that are named" {
    run -0 demo
    quotations "$ROOT/corpora/sample/documents.tsv" <<<"$output" >"$work/counts"
    assert_equal "$(<"$work/counts")" $'external 3\ninternal 3\nsupport 3'
}

@test "the demo prints the same in every locale and each time" {
    local locale
    demo >"$work/expected"
    for locale in C de_DE.UTF-8 tr_TR.UTF-8; do
        LC_ALL=$locale demo >"$work/actual"
        cmp "$work/expected" "$work/actual"
    done
}

# Three kinds of documents, under names that a careless script trips over.
make_folder() {
    local doc=/usr/share/doc/debian-policy
    folder=$work/$'my "docs"\'s\nfolder'
    mkdir -p "$folder/-sub dir"
    gzip -dc "$doc/policy.pdf.gz" >"$folder/po'l\"icy.pdf"
    cp -- "$(realpath "$doc/perl-policy-1.html")" "$folder/-sub dir/-a 100% page#1?.HTML"
    printf 'The agency accredits micro-credentials.\n' >"$folder/"$'-new\nline.txt'
    printf 'The university reviews its micro-credentials under an internal quality assurance procedure.\n' \
        >"$folder/two  blanks.md"
    printf 'not a document\n' >"$folder/image.png"
}

@test "a folder of one's own may hold text, HTML and PDF under any name" {
    make_folder
    printf 'not read\n' | tee "$folder/b.docx" "$folder/c.DOCX" >"$folder/README"
    ln -s two\ \ blanks.md "$folder/linked.txt"
    ln -s nowhere "$folder/broken.txt"
    ln -s . "$folder/loop.txt"
    DOCS=$folder run -0 --separate-stderr demo
    assert_stderr "demo: files not read, since only .txt .md .pdf .html .htm .xhtml are: 2 .docx, 1 .png, 2 link to no file, 1 without a type"
    assert_equal "$(line_of concept)" "concept en"
    assert_equal "$(line_of documents)" "documents 5"
    local text=$BUILD/demo/text
    assert_equal "$(cd "$text" && find . -type f -print0 | LC_ALL=C sort -z | tr '\0\n' '\n|')" \
        "./-new|line.txt.txt
./-sub dir/-a 100% page#1?.HTML.txt
./linked.txt.txt
./po'l\"icy.pdf.txt
./two  blanks.md.txt"
    # Text of the last page of each, so nothing was cut.
    grep -c 'copyright-format' "$text/po'l\"icy.pdf.txt" >/dev/null
    grep -c 'Perl' "$text/-sub dir/-a 100% page#1?.HTML.txt" >/dev/null
    # Ids are the user's paths; what would end the line is escaped.
    # shellcheck disable=SC2016
    assert_match "$output" 'my "docs"'\''s\\nfolder/-new\\nline\.txt, page 1, byte 0'$'\n''      The agency accredits micro-credentials\.'
    # shellcheck disable=SC2016
    assert_match "$output" '/(linked\.txt|two  blanks\.md), page 1, byte 0'$'\n''      The university reviews'
}

@test "the folder may be relative, a link, and begin with a dash" {
    mkdir "$work/real"
    printf 'Accreditation of micro-credentials.\n' >"$work/real/a.txt"
    ln -s real "$work/-link"
    cd "$work"
    DOCS=-link/ run -0 --separate-stderr demo
    assert_stderr ""
    assert_equal "$(line_of documents)" "documents 1"
}

@test "DOCLANG is the language of the folder" {
    mkdir "$work/docs"
    printf 'Die Agentur prüft.\n' >"$work/docs/a.txt"
    DOCS=$work/docs DOCLANG=de run -0 demo
    assert_equal "$(line_of concept)" "concept de"
    assert_match "$output" 'Sentences to read.*  none: no sentence names the object and a concept of a strand'
}

@test "a file without text is said, the others are done" {
    mkdir "$work/docs"
    printf '\f\n\f\n' >"$work/docs/scan.txt"
    printf '%%PDF-1.4\n' >"$work/docs/broken.pdf"
    printf 'Accreditation of micro-credentials.\n' >"$work/docs/good.txt"
    DOCS=$work/docs run -0 --separate-stderr demo
    assert_equal "$(line_of documents)" "documents 1"
    # shellcheck disable=SC2154
    assert_equal "$(grep '^demo: ' <<<"$stderr")" "demo: no text in '$work/docs/broken.pdf'
demo: no text in '$work/docs/scan.txt'"
}

@test "a folder without documents is an error, and so is no folder" {
    mkdir "$work/empty"
    DOCS=$work/empty run -1 --separate-stderr demo
    assert_output ""
    assert_stderr "demo: no text, PDF or HTML file with text in '$work/empty'"
    DOCS=$work/none run -1 --separate-stderr demo
    assert_output ""
    assert_stderr "demo: '$work/none' is not a folder"
}
