/* Searches by FindFirstFileExW. */
#pragma once

#include "open.h"

typedef struct SIM_FIND SIM_FIND;

/** Starts a search for "directory\pattern". 2 when nothing matches, 3 when the directory is missing. */
uint32_t FindStart(PARSED_PATH *path, SIM_FIND **find, WIN32_FIND_DATAW *data);
/** The next entry; 18 at the end. */
uint32_t FindContinue(SIM_FIND *find, WIN32_FIND_DATAW *data);
/** The handle is gone. Calls under way keep the search alive. */
void FindRelease(SIM_FIND *find);
