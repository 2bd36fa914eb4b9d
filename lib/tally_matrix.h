/*
 * tally_matrix: a tally as a sparse matrix of groups by terms, for programs that calculate.
 */
#ifndef GAPMAP_TALLY_MATRIX_H
#define GAPMAP_TALLY_MATRIX_H

#include "diag.h"
#include "tally.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Writes PREFIX.mtx, a Matrix Market file with a row for every group and a column for every term, and
 * their names into PREFIX.rows and PREFIX.cols, one a line, cells separated by TAB.  `memory` bytes are
 * used before sorting goes to temporary files.
 */
bool tally_write_matrix(struct tally *t, const char *prefix, uint64_t memory, struct diag *d);

#endif
