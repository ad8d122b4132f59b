/* What the simulated machine takes from a C library and from Windows in user mode, made of what the kernel has. Requests come one at a
 * time (device.c), so its lock is never contended and its threads' variables are one set. */
#include <ntddk.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

enum { POOL_TAG = 'oipb' };

typedef struct {
    size_t bytes;
    size_t unused; /* keeps what follows aligned to 16 */
} BLOCK;

void *malloc(size_t bytes)
{
    BLOCK *block = ExAllocatePoolWithTag(PagedPool, sizeof(BLOCK) + bytes, POOL_TAG);
    if (block == NULL) {
        return NULL;
    }
    block->bytes = bytes;
    return block + 1;
}

void free(void *memory)
{
    if (memory != NULL) {
        ExFreePoolWithTag((BLOCK *)memory - 1, POOL_TAG);
    }
}

void *calloc(size_t count, size_t bytes)
{
    void *memory = malloc(count * bytes);
    return memory == NULL ? NULL : memset(memory, 0, count * bytes);
}

void *realloc(void *memory, size_t bytes)
{
    void *larger = malloc(bytes);
    if (larger != NULL && memory != NULL) {
        const size_t old = ((BLOCK *)memory - 1)->bytes;
        memcpy(larger, memory, old < bytes ? old : bytes);
        free(memory);
    }
    return larger;
}

void abort(void)
{
    KeBugCheckEx(POOL_TAG, 0, 0, 0, 0);
    for (;;) {
    }
}

/* A driver verifier's words have nowhere to go: what follows them is abort. */
static FILE *noStream(unsigned index)
{
    (void)index;
    return NULL;
}
FILE *(*__imp___acrt_iob_func)(unsigned) = noStream;

int __mingw_vfprintf(FILE *stream, const char *text, va_list values)
{
    (void)stream, (void)text, (void)values;
    return 0;
}

int __mingw_vsnprintf(char *buffer, size_t bytes, const char *text, va_list values)
{
    (void)text, (void)values;
    if (bytes != 0) {
        buffer[0] = 0;
    }
    return 0;
}

/* gcc's description of a thread's variable. */
typedef struct {
    uintptr_t bytes, alignment;
    void *place;
    const void *initial;
} THREAD_VARIABLE;

void *__emutls_get_address(THREAD_VARIABLE *variable)
{
    if (variable->place == NULL) {
        variable->place = calloc(1, variable->bytes);
        if (variable->place != NULL && variable->initial != NULL) {
            memcpy(variable->place, variable->initial, variable->bytes);
        }
    }
    return variable->place;
}

static void WINAPI doNothing(void *lock)
{
    (void)lock;
}
void WINAPI AcquireSRWLockExclusive(void *lock)
{
    doNothing(lock);
}
void WINAPI ReleaseSRWLockExclusive(void *lock)
{
    doNothing(lock);
}
void (*WINAPI __imp_WakeAllConditionVariable)(void *) = doNothing;

static int WINAPI neverWaits(void *condition, void *lock, ULONG milliseconds, ULONG flags)
{
    (void)condition, (void)lock, (void)milliseconds, (void)flags;
    return FALSE;
}
int (*WINAPI __imp_SleepConditionVariableSRW)(void *, void *, ULONG, ULONG) = neverWaits;

static int WINAPI noCounter(LARGE_INTEGER *value)
{
    value->QuadPart = 10000000;
    return TRUE;
}
int (*WINAPI __imp_QueryPerformanceCounter)(LARGE_INTEGER *) = noCounter;
int (*WINAPI __imp_QueryPerformanceFrequency)(LARGE_INTEGER *) = noCounter;

static void WINAPI noTime(LARGE_INTEGER *time)
{
    time->QuadPart = 0;
}
void (*WINAPI __imp_GetSystemTimePreciseAsFileTime)(LARGE_INTEGER *) = noTime;

static ULONGLONG WINAPI noTicks(void)
{
    return 0;
}
ULONGLONG (*WINAPI __imp_GetTickCount64)(void) = noTicks;

static ULONG WINAPI systemProcess(void)
{
    return 4;
}
ULONG (*WINAPI __imp_GetCurrentProcessId)(void) = systemProcess;

static void WINAPI noSleep(ULONG milliseconds)
{
    (void)milliseconds;
}
void (*WINAPI __imp_Sleep)(ULONG) = noSleep;
