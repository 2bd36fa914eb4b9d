# Memory does not grow with the input.

bats_require_minimum_version 1.5.0
load helper.bash

@test "the programs of the pipe stay below 64 MB, whatever the length of the text" {
    # MEMORY_MB=10000 is the full size; sanitizers need memory of their own, so a plain build is meant.
    [[ $BUILD == */san-* ]] && limit=2048 || limit=64
    run -0 "$ROOT/tests/peaks" "${MEMORY_MB:-120}" "$BIN/gm-tokenize -l en" "$BIN/gm-stem" \
        "$BIN/gm-tag -l $ROOT/lexicons" "$BIN/gm-count --by document,concept"
    echo "# ${MEMORY_MB:-120} MB: $(cut -d' ' -f1 <<<"$output" | tr '\n' ' ')MiB" >&3
    [ "${#lines[@]}" -eq 4 ]
    for line in "${lines[@]}"; do
        [ "${line%% *}" -lt "$limit" ]
    done
}

@test "a concordance stays below 64 MB, as it comes and sorted" {
    [[ $BUILD == */san-* ]] && limit=2048 || limit=64
    for sort in place right; do
        run -0 "$ROOT/tests/peaks" "${MEMORY_MB:-40}" "$BIN/gm-tokenize -l en" \
            "$BIN/gm-kwic -p quality -p provider -C 200 --sort $sort --memory 8M"
        echo "# ${MEMORY_MB:-40} MB, by $sort: $(cut -d' ' -f1 <<<"$output" | tr '\n' ' ')MiB" >&3
        [ "${#lines[@]}" -eq 2 ]
        for line in "${lines[@]}"; do
            [ "${line%% *}" -lt "$limit" ]
        done
    done
}
