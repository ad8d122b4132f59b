#include "verifier.h"

#include "lock.h"
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>

static _Thread_local KIRQL currentIrql;
static _Thread_local SIM_SERVICE *currentDriver;

static uint32_t violationCount;
static bool isRecording;
static char lastRule[160];

static uint32_t allocationCount, failingAllocation;

void VerifierReport(const char *rule)
{
    violationCount++;
    (void)snprintf(lastRule, sizeof(lastRule), "%s", rule);
    if (!isRecording) {
        (void)fprintf(stderr, "driver verifier: %s\n", rule);
        abort();
    }
}

SIM_EXPORT uint32_t SimRecordViolations(uint32_t record)
{
    SimEnter();
    const uint32_t count = violationCount;
    isRecording = record != 0;
    violationCount = 0;
    lastRule[0] = 0;
    SimLeave();
    return count;
}

SIM_EXPORT const char *SimLastViolation(void)
{
    return lastRule;
}

SIM_EXPORT uint32_t SimFailAllocation(uint32_t which)
{
    SimEnter();
    const uint32_t count = allocationCount;
    allocationCount = 0;
    failingAllocation = which;
    SimLeave();
    return count;
}

void *KernelAllocate(size_t bytes)
{
    allocationCount++;
    return allocationCount == failingAllocation ? NULL : calloc(1, bytes);
}

KIRQL KeGetCurrentIrql(VOID)
{
    return currentIrql;
}

VOID KeRaiseIrql(KIRQL NewIrql, PKIRQL OldIrql)
{
    if (NewIrql < currentIrql) {
        VerifierReport("KeRaiseIrql was asked to lower the IRQL");
    }
    *OldIrql = currentIrql;
    currentIrql = NewIrql;
}

VOID KeLowerIrql(KIRQL NewIrql)
{
    if (NewIrql > currentIrql) {
        VerifierReport("KeLowerIrql was asked to raise the IRQL");
    }
    currentIrql = NewIrql;
}

void VerifierIrql(KIRQL highest, const char *routine)
{
    if (currentIrql > highest) {
        char rule[120];
        (void)snprintf(rule, sizeof(rule), "%s was called at IRQL %u, above %u", routine, currentIrql, highest);
        VerifierReport(rule);
    }
}

VOID SimAssertPaged(const char *routine)
{
    VerifierIrql(APC_LEVEL, routine);
}

DRIVER_CALL VerifierEnterDriver(SIM_SERVICE *service, KIRQL irql)
{
    const DRIVER_CALL before = {currentDriver, currentIrql};
    currentDriver = service;
    currentIrql = irql;
    return before;
}

void VerifierLeaveDriver(DRIVER_CALL before, KIRQL irql)
{
    if (currentIrql != irql) {
        VerifierReport("a driver's routine returned at another IRQL than it was called at");
    }
    currentDriver = before.owner;
    currentIrql = before.irql;
}

SIM_SERVICE *VerifierDriver(void)
{
    return currentDriver;
}

VOID KeInitializeSpinLock(PKSPIN_LOCK SpinLock)
{
    SpinLock->isHeld = 0;
}

VOID KeAcquireSpinLock(PKSPIN_LOCK SpinLock, PKIRQL OldIrql)
{
    VerifierIrql(DISPATCH_LEVEL, "KeAcquireSpinLock");
    if (SpinLock->isHeld) {
        VerifierReport("a spin lock was acquired that is held: a deadlock");
    }
    SpinLock->isHeld = 1;
    KeRaiseIrql(DISPATCH_LEVEL, OldIrql);
}

VOID KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql)
{
    if (!SpinLock->isHeld || currentIrql != DISPATCH_LEVEL) {
        VerifierReport("a spin lock was released that is not held");
    }
    SpinLock->isHeld = 0;
    KeLowerIrql(NewIrql);
}

VOID ExInitializeFastMutex(PFAST_MUTEX FastMutex)
{
    *FastMutex = (FAST_MUTEX){0, PASSIVE_LEVEL};
}

VOID ExAcquireFastMutex(PFAST_MUTEX FastMutex)
{
    VerifierIrql(APC_LEVEL, "ExAcquireFastMutex");
    if (FastMutex->isHeld) {
        VerifierReport("a fast mutex was acquired that is held: a deadlock");
    }
    FastMutex->isHeld = 1;
    KeRaiseIrql(APC_LEVEL, &FastMutex->irql);
}

VOID ExReleaseFastMutex(PFAST_MUTEX FastMutex)
{
    if (!FastMutex->isHeld || currentIrql != APC_LEVEL) {
        VerifierReport("a fast mutex was released that is not held");
    }
    FastMutex->isHeld = 0;
    KeLowerIrql(FastMutex->irql);
}
