/* Starting a process on every host but Windows. */
#define _GNU_SOURCE 1

#include "host-process.h"

#include "../wire/shell.h"
#include "../wire/status.h"
#include "host-name.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MAX_WORDS = 64, MAX_BYTES = 65536 };

struct HOST_PROCESS {
    pid_t id;
    uint32_t exitCode;
};

/* Takes a command line apart as the C run-time of Windows does, in place: words are separated by blanks, quotation marks hold blanks
 * together, and backslashes are themselves unless they stand before a quotation mark. */
static size_t splitWords(char *line, char *words[MAX_WORDS])
{
    size_t count = 0;
    const char *from = line;
    char *to = line;
    while (count < MAX_WORDS) {
        while (*from == ' ' || *from == '\t') {
            from++;
        }
        if (*from == 0) {
            break;
        }
        words[count++] = to;
        bool isQuoted = false;
        while (*from != 0 && (isQuoted || (*from != ' ' && *from != '\t'))) {
            size_t slashes = strspn(from, "\\");
            from += slashes;
            const bool isBeforeMark = *from == '"';
            for (size_t index = isBeforeMark ? slashes / 2 : slashes; index > 0; index--) {
                *to++ = '\\';
            }
            if (isBeforeMark && slashes % 2 == 1) {
                *to++ = *from++;
            } else if (isBeforeMark) {
                isQuoted = !isQuoted;
                from++;
            } else if (slashes == 0) {
                *to++ = *from++;
            }
        }
        const bool isLast = *from == 0;
        from += !isLast;
        *to++ = 0;
        if (isLast) {
            break;
        }
    }
    return count;
}

/* This process' environment and the mark. The caller frees the array alone. */
static char **elevatedEnvironment(void)
{
    size_t count = 0;
    while (environ[count] != NULL) {
        count++;
    }
    char **copy = malloc((count + 2) * sizeof(*copy));
    if (copy != NULL) {
        static char mark[] = HOST_ELEVATED_VARIABLE "=1";
        memcpy(copy, environ, count * sizeof(*copy));
        copy[count] = mark;
        copy[count + 1] = NULL;
    }
    return copy;
}

static uint32_t spawn(char *file, char *line, pid_t *id)
{
    char *words[MAX_WORDS + 2] = {file};
    words[1 + splitWords(line, words + 1)] = NULL;
    char **environment = elevatedEnvironment();
    if (environment == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    const int error = posix_spawn(id, file, NULL, NULL, words, environment);
    free(environment);
    return error == 0 ? ERROR_SUCCESS : error == ENOENT ? ERROR_FILE_NOT_FOUND : ERROR_ACCESS_DENIED;
}

uint32_t HostStartElevated(TEXT file, TEXT parameters, HOST_PROCESS **process)
{
    *process = NULL;
    char *texts = malloc(2 * MAX_BYTES);
    HOST_PROCESS *started = calloc(1, sizeof(*started));
    uint32_t error = texts == NULL || started == NULL ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
    if (error == ERROR_SUCCESS &&
        (!HostTextToBytes(file, texts, MAX_BYTES) || !HostTextToBytes(parameters, texts + MAX_BYTES, MAX_BYTES))) {
        error = ERROR_FILENAME_EXCED_RANGE;
    }
    if (error == ERROR_SUCCESS) {
        error = spawn(texts, texts + MAX_BYTES, &started->id);
    }
    free(texts);
    if (error != ERROR_SUCCESS) {
        free(started);
        return error;
    }
    started->exitCode = STILL_ACTIVE;
    *process = started;
    return ERROR_SUCCESS;
}

uint32_t HostProcessId(const HOST_PROCESS *process)
{
    return (uint32_t)process->id;
}

uint32_t HostProcessExitCode(HOST_PROCESS *process)
{
    int status;
    if (process->exitCode == STILL_ACTIVE && waitpid(process->id, &status, WNOHANG) == process->id) {
        process->exitCode = WIFEXITED(status) ? (uint32_t)WEXITSTATUS(status) : 128u + (uint32_t)WTERMSIG(status);
    }
    return process->exitCode;
}

void HostReleaseProcess(HOST_PROCESS *process)
{
    (void)HostProcessExitCode(process);
    free(process);
}

bool HostIsElevated(void)
{
    return getenv(HOST_ELEVATED_VARIABLE) != NULL;
}
