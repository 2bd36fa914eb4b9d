#include "stage.h"

#include "conllu.h"
#include "input.h"

void stage_free(struct stage *first)
{
    while (first) {
        struct stage *next = first->next;
        first->release(first);
        first = next;
    }
}

struct stream_run {
    struct conllu_reader *reader;
    struct stage *first;
};

static bool run_input(void *context, struct input *in)
{
    struct stream_run *run = context;
    struct event event;
    conllu_reader_start(run->reader, in);
    while (conllu_reader_next(run->reader, &event))
        if (!stage_push(run->first, &event))
            return false;
    return true;
}

void stage_run_stream(const struct operands *operands, const char *files0, struct diag *d,
                      struct stage *first)
{
    struct stream_run run = {conllu_reader_new(d), first};
    if (input_each(d, operands->items, operands->count, files0, run_input, &run))
        stage_push(first, &(struct event){.kind = EVENT_END});
    conllu_reader_free(run.reader);
}
