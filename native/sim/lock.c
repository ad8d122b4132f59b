#if !defined(_WIN32)
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#endif
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
#include <time.h>

static mtx_t lock;
static cnd_t changed;
static once_flag lockMade = ONCE_FLAG_INIT;

static void makeLock(void)
{
    (void)mtx_init(&lock, mtx_plain);
    (void)cnd_init(&changed);
}

/* The lock is held for less time than it takes to sleep and be woken, so a thread that finds it taken tries again first. */
enum { TRIES_BEFORE_SLEEPING = 100 };

static void acquire(void)
{
    call_once(&lockMade, makeLock);
    for (uint32_t tries = 0; tries < TRIES_BEFORE_SLEEPING; tries++) {
        if (mtx_trylock(&lock) == thrd_success) {
            return;
        }
    }
    (void)mtx_lock(&lock);
}

static void release(void)
{
    (void)mtx_unlock(&lock);
}

static void wake(void)
{
    (void)cnd_broadcast(&changed);
}

static bool waitAtMost(int64_t milliseconds)
{
    if (milliseconds < 0) {
        (void)cnd_wait(&changed, &lock);
        return true;
    }
    struct timespec until;
    (void)timespec_get(&until, TIME_UTC);
    until.tv_sec += (time_t)(milliseconds / 1000);
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return cnd_timedwait(&changed, &lock, &until) != thrd_timedout;
}
#elif defined(_WIN32)
#include <windows.h>

static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;

static void acquire(void)
{
    AcquireSRWLockExclusive(&lock);
}

static void release(void)
{
    ReleaseSRWLockExclusive(&lock);
}

static void wake(void)
{
    WakeAllConditionVariable(&changed);
}

static bool waitAtMost(int64_t milliseconds)
{
    return SleepConditionVariableSRW(&changed, &lock, milliseconds < 0 ? INFINITE : (DWORD)milliseconds, 0) != 0;
}
#else
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void acquire(void)
{
    (void)pthread_mutex_lock(&lock);
}

static void release(void)
{
    (void)pthread_mutex_unlock(&lock);
}

static void wake(void)
{
    (void)pthread_cond_broadcast(&changed);
}

static bool waitAtMost(int64_t milliseconds)
{
    if (milliseconds < 0) {
        (void)pthread_cond_wait(&changed, &lock);
        return true;
    }
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(milliseconds / 1000);
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return pthread_cond_timedwait(&changed, &lock, &until) == 0;
}
#endif

#if defined(_WIN32)
int64_t SimMilliseconds(void)
{
    return (int64_t)GetTickCount64();
}
#else
int64_t SimMilliseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
#endif

/* Threads that let the lock go inside a call and have not left it yet. */
static uint32_t waitedInside;
static _Thread_local bool hasWaited;
static _Thread_local bool isOut;
static bool isClosing;

void SimEnter(void)
{
    acquire();
}

void SimLeave(void)
{
    if (hasWaited) {
        hasWaited = false;
        waitedInside--;
        if (isClosing) {
            wake(); /* nobody else waits for this, and a scan leaves a hundred thousand times a second */
        }
    }
    release();
}

static void letGo(void)
{
    if (!hasWaited) {
        hasWaited = true;
        waitedInside++;
    }
}

bool SimWait(int64_t milliseconds)
{
    letGo();
    return waitAtMost(milliseconds);
}

/* Not while the machine is about to be taken apart: that waits until nobody is out, and new ones would make it wait for ever. */
void SimStepOut(void)
{
    if (!isClosing) {
        letGo();
        isOut = true;
        release();
    }
}

void SimStepIn(void)
{
    if (isOut) {
        isOut = false;
        acquire();
    }
}

void SimWake(void)
{
    wake();
}

void SimCloseBegin(void)
{
    while (isClosing) {
        (void)waitAtMost(SIM_WAIT_FOREVER);
    }
    isClosing = true;
    wake();
    while (waitedInside != 0) {
        (void)waitAtMost(SIM_WAIT_FOREVER);
    }
}

void SimCloseEnd(void)
{
    isClosing = false;
    wake();
}

bool SimIsClosing(void)
{
    return isClosing;
}
