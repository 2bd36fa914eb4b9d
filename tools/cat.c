/*
 * gm-cat: streams to one stream, each block checked.
 *
 * In: streams of gm-stream(5).  Out: the same, without the blocks that break the format.
 * The smallest tool there is: copy it to begin a new one (CONTRIBUTING.md).
 */
#include "options.h"
#include "output.h"
#include "stage.h"

#include <stddef.h>
#include <unistd.h>

struct config {
    const char *files0;
};

static const struct option_spec options[] = {
    {0, "files0-from", OPTION_STRING, offsetof(struct config, files0), "FILE",
     "read NUL-separated file names from FILE", 0, 0},
    {0, NULL, OPTION_FLAG, 0, NULL, NULL, 0, 0},
};

static const struct program program = {
    "gm-cat",
    "[option ...] [file ...]",
    "Checks streams and writes them as one.",
    options,
};

int main(int argc, char **argv)
{
    struct diag d = DIAG_INIT(program.name);
    struct config config = {0};
    struct operands operands;
    if (!options_parse(&program, argc, argv, &config, &operands, &d))
        return (int)d.status;
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    struct stage *first = stage_write(&out, 0); /* a tool puts its own stage before this one */
    stage_run_stream(&operands, config.files0, &d, first);
    stage_free(first);
    output_close(&out, &d);
    return (int)d.status;
}
