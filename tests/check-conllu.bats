bats_require_minimum_version 1.5.0
load helper.bash

check() {
    "$ROOT/scripts/check-conllu" "$@"
}

@test "each bad sample breaks exactly the rule that it is named after" {
    local rule option sample broken count=0
    while IFS=$'\t' read -r rule option; do
        sample=$(echo "$ROOT/tests/conllu/bad/$rule".conllu*)
        run -1 check ${option:+"$option"} "$sample"
        broken=$(cut -d ' ' -f 2 <<<"$output" | sort -u)
        assert_equal "$broken" "$rule:" "rules broken by $rule"
        count=$((count + 1))
    done < <(check --rules)
    [[ $count -ge 60 ]]
}

@test "there is no bad sample without a rule" {
    assert_equal "$(check --rules | cut -f 1 | sort)" \
        "$(find "$ROOT/tests/conllu/bad" -type f -printf '%f\n' | sed 's/\.conllup*$//' | sort)"
}

@test "good samples pass" {
    local samples=("$ROOT"/tests/conllu/good/*)
    [[ ${#samples[@]} -ge 5 ]]
    run -0 check "${samples[@]}"
    assert_output ""
}

@test "a rule that needs an option is silent without it" {
    local rule option
    while IFS=$'\t' read -r rule option; do
        [[ -z $option ]] || run -0 check "$ROOT/tests/conllu/bad/$rule".conllu*
        assert_output ""
    done < <(check --rules | grep -- --)
}

@test "a message has file, line, rule and text" {
    cd "$BATS_TEST_TMPDIR"
    printf '# global.columns = ID FORM\n1\ta\n3\tb\n\n' >s.conllup
    run -1 check s.conllup
    assert_output "s.conllup:3: id-sequence: '3' where 2 is due"
}

@test "control characters of the input do not reach the terminal" {
    cd "$BATS_TEST_TMPDIR"
    printf '# global.columns = ID FORM\n\033[1m\ta\n\n' >s.conllup
    run -1 check s.conllup
    assert_output "s.conllup:2: id-syntax: '?[1m' is no number, range or number of an empty node"
}

@test "standard input is read, and a missing file does not stop the rest" {
    cd "$BATS_TEST_TMPDIR"
    run -1 --separate-stderr check missing - < <(printf '1\ta\n\n')
    assert_output "-:1: field-count: 2 fields, 10 columns"
    assert_stderr "check-conllu: cannot read 'missing': No such file or directory"
}

@test "an unknown option is misuse" {
    run -2 --separate-stderr check --nope
    assert_stderr "check-conllu: unknown option '--nope'"
}
