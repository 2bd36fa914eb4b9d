/*
 * blocks: reading documents as JSON Lines, one object for each block of text.
 *
 *   {"id": "ie-0001", "page": 3, "label": "iii", "zone": "body", "lang": "en", "text": "...", "title": "..."}
 *
 * `id` and `text` are required, what is null or an empty string is not there, and other keys are
 * metadata.  Knows nothing of documents that have several blocks, nor of stages.  A line that breaks
 * the format is said with file and line and left out; the rest goes on (status 1).  What one line
 * takes is bounded: 256 MiB, 1,000 values, 1 MiB of metadata.
 */
#ifndef GAPMAP_BLOCKS_H
#define GAPMAP_BLOCKS_H

#include "diag.h"
#include "event.h"
#include "input.h"

struct block {
    struct slice id; /* of its document */
    struct block_place place;
    struct slice text;    /* well-formed UTF-8; may be empty, may hold NUL */
    struct slice *keys;   /* metadata, in the order given */
    struct slice *values; /* of numbers and booleans: their text */
    size_t meta_count;
};

struct blocks_reader;

struct blocks_reader *blocks_reader_new(struct diag *d);
void blocks_reader_free(struct blocks_reader *r);

/* Starts reading `in`, borrowed until the next start; in->line is the line of the last block. */
void blocks_reader_start(struct blocks_reader *r, struct input *in);

/*
 * The next block; what it points to is valid until the next call.  False: the input ended (in->err
 * tells a failed read).
 */
bool blocks_reader_next(struct blocks_reader *r, struct block *block);

#endif
