/* The bounded list of observations. Every function here runs at DISPATCH_LEVEL while it holds the lock, so nothing is paged. */
#include "probe.h"

_Use_decl_annotations_ NTSTATUS ProbeRingCreate(PPROBE_RING Ring)
{
    RtlZeroMemory(Ring, sizeof(*Ring));
    KeInitializeSpinLock(&Ring->Lock);
    Ring->Records = ExAllocatePool2(POOL_FLAG_NON_PAGED, PROBE_RING_CAPACITY * sizeof(*Ring->Records), PROBE_TAG_RING);
    return Ring->Records == NULL ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

_Use_decl_annotations_ VOID ProbeRingFree(PPROBE_RING Ring)
{
    if (Ring->Records != NULL) {
        ExFreePoolWithTag(Ring->Records, PROBE_TAG_RING);
        Ring->Records = NULL;
    }
}

_Use_decl_annotations_ VOID ProbeRingPut(PPROBE_RING Ring, const PROBE_RECORD *Record)
{
    KIRQL irql;

    KeAcquireSpinLock(&Ring->Lock, &irql);
    Ring->Sequence++;
    if (Ring->Count == PROBE_RING_CAPACITY) {
        Ring->DroppedCount++;
    } else {
        PROBE_RECORD *slot = &Ring->Records[(Ring->First + Ring->Count) % PROBE_RING_CAPACITY];
        RtlCopyMemory(slot, Record, sizeof(*slot));
        slot->Sequence = Ring->Sequence;
        Ring->Count++;
    }
    KeReleaseSpinLock(&Ring->Lock, irql);
}

_Use_decl_annotations_ VOID ProbeRingDrop(PPROBE_RING Ring)
{
    KIRQL irql;

    KeAcquireSpinLock(&Ring->Lock, &irql);
    Ring->Sequence++;
    Ring->DroppedCount++;
    KeReleaseSpinLock(&Ring->Lock, irql);
}

_Use_decl_annotations_ BOOLEAN ProbeRingTake(PPROBE_RING Ring, PROBE_RECORD *Record)
{
    KIRQL irql;
    BOOLEAN isTaken;

    KeAcquireSpinLock(&Ring->Lock, &irql);
    isTaken = Ring->Count != 0;
    if (isTaken) {
        RtlCopyMemory(Record, &Ring->Records[Ring->First], sizeof(*Record));
        Ring->First = (Ring->First + 1) % PROBE_RING_CAPACITY;
        Ring->Count--;
        Ring->DrainedCount++;
    }
    KeReleaseSpinLock(&Ring->Lock, irql);
    return isTaken;
}

/* Only one client is connected and its messages come one at a time, so nothing was taken since; but the ring may have filled. */
_Use_decl_annotations_ VOID ProbeRingReturn(PPROBE_RING Ring, const PROBE_RECORD *Record)
{
    KIRQL irql;

    KeAcquireSpinLock(&Ring->Lock, &irql);
    Ring->DrainedCount--;
    if (Ring->Count == PROBE_RING_CAPACITY) {
        Ring->DroppedCount++;
    } else {
        Ring->First = (Ring->First + PROBE_RING_CAPACITY - 1) % PROBE_RING_CAPACITY;
        RtlCopyMemory(&Ring->Records[Ring->First], Record, sizeof(*Record));
        Ring->Count++;
    }
    KeReleaseSpinLock(&Ring->Lock, irql);
}

_Use_decl_annotations_ VOID ProbeRingCounts(PPROBE_RING Ring, PROBE_STATISTICS *Statistics)
{
    KIRQL irql;

    KeAcquireSpinLock(&Ring->Lock, &irql);
    Statistics->DroppedCount = Ring->DroppedCount;
    Statistics->DrainedCount = Ring->DrainedCount;
    Statistics->WaitingCount = Ring->Count;
    KeReleaseSpinLock(&Ring->Lock, irql);
}
