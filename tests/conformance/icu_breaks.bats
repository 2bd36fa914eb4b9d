#!/usr/bin/env bats
# Word and sentence breaks are ICU's, on random strings and on the Debian Policy Manual.

bats_require_minimum_version 1.5.0
load ../helper.bash

setup() {
    cd "$ROOT" || return 1
    needs 'python3-icu=/usr/bin/python3 -c "import icu"' 'debian-policy=test -e /usr/share/doc/debian-policy/policy.txt.gz'
}

@test "word and sentence breaks as ICU's" {
    run -0 tests/conformance/icu_breaks.py "$BUILD/conformance"
    echo "$output"
    assert_equal "$(grep -c '^ok' <<<"$output")" 5 "number of comparisons that hold"
    assert_equal "${lines[-1]}" 1..5 "the plan"
}
