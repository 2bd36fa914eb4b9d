#include "data.h"

#include <stdlib.h>
#include <unistd.h>

static bool exists(const char *folder, const char *name, struct buf *path)
{
    buf_clear(path);
    buf_append_str(path, folder);
    buf_append_char(path, '/');
    buf_append_str(path, name);
    return access(buf_str(path), F_OK) == 0;
}

bool data_find(const char *name, struct buf *path)
{
    const char *chosen = getenv("GAPMAP_DATA");
    if (chosen && *chosen && (exists(chosen, name, path) || access(chosen, F_OK) != 0))
        return access(chosen, F_OK) == 0; /* a folder that is not there is a mistake */
    if (exists(GAPMAP_DATADIR, name, path) || exists(GAPMAP_SRCDIR, name, path))
        return true;
    exists(GAPMAP_DATADIR, name, path);
    return false;
}
