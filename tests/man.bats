# The pages say what the programs do, and their examples run.
bats_require_minimum_version 1.5.0
load helper.bash

setup() {
    mapfile -t pages < <(find "$ROOT/tools" -name '*.[157]' | sort)
    mapfile -t programs < <(find "$BIN" -mindepth 1 -printf '%f\n' | sort)
    [[ ${#pages[@]} -gt 0 && ${#programs[@]} -gt 0 ]]
}

# A folder of its own for the files of each page, in which the paths of the examples exist.
run_examples() { # FILE
    local folder=$BATS_TEST_TMPDIR/${1##*/}
    mkdir -p "$folder/build"
    ln -s "$ROOT/corpora" "$ROOT/lexicons" "$ROOT/scripts" "$folder"
    ln -s "$BIN" "$folder/build/bin"
    (cd "$folder" && PATH=$BIN:$PATH env -u BUILD "$ROOT/tests/examples" "$1")
}

# The page of a program; gm-NAME has tools/NAME.1.
page_of() {
    printf '%s/tools/%s.1' "$ROOT" "${1#gm-}"
}

section() { # PAGE NAME: the source of a section
    awk -v name="$2" '/^\.Sh / { on = substr($0, 5) == name; next } on' "$1"
}

help_options() { # PROGRAM: -x and --name, one a line
    "$BIN/$1" --help | grep -oE '^ +(-[A-Za-z0-9], +)?--[a-z0-9-]+' | grep -oE -- '-[-a-zA-Z0-9]+'
}

fl_words() { # mdoc on stdin: the arguments of Fl
    sed 's/\\-/-/g; s/\\&//g' | awk '{ for (i = 1; i < NF; i++) if ($i ~ /^\.?Fl$/) print "-" $(i + 1) }'
}

@test "mandoc has nothing to say of any page" {
    local page
    for page in "${pages[@]}"; do
        run -0 --separate-stderr mandoc -T lint -W warning "$page"
        assert_output ""
        assert_stderr ""
    done
}

@test "every program has a page of section 1, and every such page a program" {
    local names
    names=$(find "$ROOT/tools" -name '*.1' -printf '%f\n' | sed 's/\.1$//; s/^/gm-/; s/^gm-gapmap$/gapmap/' | sort)
    assert_equal "$names" "$(printf '%s\n' "${programs[@]}")"
}

@test "a page and --help name the same options in the same order" {
    local program page failed=0
    for program in "${programs[@]}"; do
        page=$(page_of "$program")
        assert_equal "$(grep '^\.It Fl ' "$page" | fl_words)" "$(help_options "$program")" "options in $page" || failed=1
    done
    [[ $failed -eq 0 ]]
}

@test "a synopsis has each option, or says [option ...]" {
    local program page synopsis option failed=0
    for program in "${programs[@]}"; do
        page=$(page_of "$program")
        synopsis=$(section "$page" SYNOPSIS)
        grep -qE '^\.(Op|Oo) Ar option' <<<"$synopsis" && continue
        for option in $(help_options "$program" | grep '^--' | grep -vxE -- '--(help|version)'); do
            fl_words <<<"$synopsis" | grep -cxF -- "$option" >/dev/null || { echo "$page: no $option"; failed=1; }
        done
    done
    [[ $failed -eq 0 ]]
}

@test "a page of section 1 has its sections in the usual order" {
    local program page sections
    for program in "${programs[@]}"; do
        page=$(page_of "$program")
        sections=$(sed -n 's/^\.Sh //p' "$page" | tr '\n' ',')
        assert_match "$sections" \
            '^NAME,SYNOPSIS,DESCRIPTION,.*ENVIRONMENT,(FILES,)?EXIT STATUS,EXAMPLES,(DIAGNOSTICS,)?SEE ALSO,(STANDARDS,)?(HISTORY,)?(BUGS,)?$'
        section "$page" 'EXIT STATUS' | grep -E '^\.It 0$' >/dev/null
        section "$page" 'EXIT STATUS' | grep -E '^\.It 1$' >/dev/null
        section "$page" 'EXIT STATUS' | grep -E '^\.It 2$' >/dev/null
    done
}

@test "what a page refers to is there" {
    local page name section failed=0
    for page in "${pages[@]}"; do
        while read -r name section; do
            name=${name#gm-}
            [[ -e $ROOT/tools/$name.$section ]] || { echo "$page: no $name($section)"; failed=1; }
        done < <(grep -oE '^\.Xr (gm-[a-z]+|gapmap) [157]' "$page" | cut -c 5-)
    done
    [[ $failed -eq 0 ]]
}

@test "what the README and its sisters refer to is there" {
    local page link failed=0
    for page in README NEWS CONTRIBUTING; do
        while read -r link; do
            [[ -e $ROOT/$link ]] || { echo "$page.md: no $link"; failed=1; }
        done < <(grep -oE '\]\([^):]+\)' "$ROOT/$page.md" | tr -d ']()')
    done
    [[ $failed -eq 0 ]]
}

@test "the examples of the pages run and print what is shown" {
    local page failed=0
    for page in "${pages[@]}"; do
        run_examples "$page" || failed=1
    done
    [[ $failed -eq 0 ]]
}

@test "the examples of the README run and print what is shown" {
    run_examples "$ROOT/README.md"
}

@test "an example that fails, prints something else or complains is found" {
    local page=$BATS_TEST_TMPDIR/x.1
    printf '.Dd January 1, 2026\n.Dt X 1\n.Os\n.Sh NAME\n.Nm x\n.Nd y\n.Sh EXAMPLES\n' >"$page"
    cp "$page" "$BATS_TEST_TMPDIR/none.1"
    # shellcheck disable=SC2016
    printf '.Dl $ %s\n' false 'echo a >&2' 'seq 9 | head -1' >>"$page"
    printf '.Bd -literal\n$ seq \\e\n 3\n1\n\\&...\n$ seq 3\n1\n3\n$ printf "a\\etb\\en"\na\tb\n.Ed\n' >>"$page"
    cd "$BATS_TEST_TMPDIR"
    run -1 "$ROOT/tests/examples" x.1 none.1
    assert_output 'x.1: $ false
    exit status 1
x.1: $ echo a >&2
    standard error is
    a
x.1: $ seq 3
    --- shown
    +++ printed
    @@ -1,0 +2 @@
    +2
none.1: no example
6 commands'
}
