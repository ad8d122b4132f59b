#if !defined(_WIN32)
#define _POSIX_C_SOURCE 200809L /* clock_gettime, condition variables */
#endif
#include "lock.h"

#if defined(_WIN32)
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
#include <stdatomic.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* The lock is held for less time than it takes to sleep and be woken, so a thread that finds it taken looks for a while whether it is
 * free. Looking is not trying: a try writes, and takes the lock's memory away from the one who holds it. */
enum { LOOKS_BEFORE_SLEEPING = 5000 };
static atomic_bool isTaken;

static void setTaken(bool isIt)
{
    atomic_store_explicit(&isTaken, isIt, memory_order_relaxed);
}

static void acquire(void)
{
    bool isMine = false;
    for (uint32_t looks = 0; looks < LOOKS_BEFORE_SLEEPING && !isMine; looks++) {
        isMine = !atomic_load_explicit(&isTaken, memory_order_relaxed) && pthread_mutex_trylock(&lock) == 0;
    }
    if (!isMine) {
        (void)pthread_mutex_lock(&lock);
    }
    setTaken(true);
}

static void release(void)
{
    setTaken(false);
    (void)pthread_mutex_unlock(&lock);
}

static void wake(void)
{
    (void)pthread_cond_broadcast(&changed);
}

/* As waitAtMost, but gives what the condition variable gives. */
static int waitUntilWoken(int64_t milliseconds)
{
    if (milliseconds < 0) {
        return pthread_cond_wait(&changed, &lock);
    }
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(milliseconds / 1000);
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return pthread_cond_timedwait(&changed, &lock, &until);
}

static bool waitAtMost(int64_t milliseconds)
{
    setTaken(false);
    const int result = waitUntilWoken(milliseconds);
    setTaken(true);
    return result == 0;
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
