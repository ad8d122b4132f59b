#include "lock.h"

/* C11 threads where the C library has them; macOS and mingw have POSIX threads only. */
#if defined(__has_include)
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
