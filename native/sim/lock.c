#include "lock.h"

/* C11 threads where the C library has them; macOS has POSIX threads only, and a DLL that exports CloseHandle itself had better
 * not link a threads library that calls it. */
#if defined(__has_include) && !defined(_WIN32)
#if __has_include(<threads.h>)
#define SIM_C11_THREADS 1
#endif
#endif

#if defined(SIM_C11_THREADS)
#include <threads.h>

static mtx_t lock;
static once_flag lockMade = ONCE_FLAG_INIT;

static void makeLock(void)
{
    (void)mtx_init(&lock, mtx_plain);
}

void SimEnter(void)
{
    call_once(&lockMade, makeLock);
    (void)mtx_lock(&lock);
}

void SimLeave(void)
{
    (void)mtx_unlock(&lock);
}
#elif defined(_WIN32)
#include <windows.h>

static SRWLOCK lock = SRWLOCK_INIT;

void SimEnter(void)
{
    AcquireSRWLockExclusive(&lock);
}

void SimLeave(void)
{
    ReleaseSRWLockExclusive(&lock);
}
#else
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void SimEnter(void)
{
    (void)pthread_mutex_lock(&lock);
}

void SimLeave(void)
{
    (void)pthread_mutex_unlock(&lock);
}
#endif
