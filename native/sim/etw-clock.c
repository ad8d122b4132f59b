/* The two clocks of event tracing and the identity of whoever writes. Alone here because they are the host's. */
#define _POSIX_C_SOURCE 200809L
#include "etw-clock.h"

#if defined(_WIN32)
#include <windows.h>

int64_t EtwHostQpc(void)
{
    LARGE_INTEGER count, frequency;
    (void)QueryPerformanceCounter(&count);
    (void)QueryPerformanceFrequency(&frequency);
    const int64_t seconds = count.QuadPart / frequency.QuadPart;
    return seconds * ETW_QPC_FREQUENCY + count.QuadPart % frequency.QuadPart * ETW_QPC_FREQUENCY / frequency.QuadPart;
}

int64_t EtwHostSystemTime(void)
{
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    return (int64_t)((uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime);
}

uint32_t EtwHostProcessId(void)
{
    return GetCurrentProcessId();
}

void EtwHostSleep(uint32_t microseconds)
{
    Sleep(microseconds / 1000);
}
#else
#include <time.h>
#include <unistd.h>

static const int64_t unixEpoch = 116444736000000000; /* 1970-01-01 as FILETIME */

int64_t EtwHostQpc(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * (int64_t)ETW_QPC_FREQUENCY + now.tv_nsec / 100;
}

int64_t EtwHostSystemTime(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return unixEpoch + now.tv_sec * (int64_t)10000000 + now.tv_nsec / 100;
}

uint32_t EtwHostProcessId(void)
{
    static _Thread_local uint32_t processId; /* every request asks for it, and the host does not keep it for us */
    if (processId == 0) {
        processId = (uint32_t)getpid();
    }
    return processId;
}

void EtwHostSleep(uint32_t microseconds)
{
    const struct timespec duration = {microseconds / 1000000, (long)(microseconds % 1000000) * 1000};
    (void)nanosleep(&duration, NULL);
}
#endif
