/* The kernel's half of the test driver: one device for each target of the scenario, which passes FSCTL_MANAGE_BYPASS_IO to the simulated
 * machine. Reached through the real kernel32!DeviceIoControl, so that the way down and up is Windows' and not ours. */
#include <ntddk.h>

#include "door.h"

#define NTSTATUS_OF_WIN32(code) ((NTSTATUS)(0xC0070000u | (code))) /* comes back to the caller as that very code */

typedef struct {
    UNICODE_STRING link;
    const DOOR_TARGET *target;
} EXTENSION;

static FAST_MUTEX oneAtATime;

static NTSTATUS complete(IRP *irp, uint32_t win32, uint32_t bytes)
{
    const NTSTATUS status = win32 == 0 ? STATUS_SUCCESS : NTSTATUS_OF_WIN32(win32);
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = win32 == 0 ? bytes : 0;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS NTAPI onCreate(DEVICE_OBJECT *device, IRP *irp)
{
    const EXTENSION *extension = device->DeviceExtension;
    ExAcquireFastMutex(&oneAtATime);
    const uint32_t error = DoorOpen(extension->target->path, &IoGetCurrentIrpStackLocation(irp)->FileObject->FsContext);
    ExReleaseFastMutex(&oneAtATime);
    return complete(irp, error, 0);
}

static NTSTATUS NTAPI onClose(DEVICE_OBJECT *device, IRP *irp)
{
    UNREFERENCED_PARAMETER(device);
    ExAcquireFastMutex(&oneAtATime);
    DoorClose(IoGetCurrentIrpStackLocation(irp)->FileObject->FsContext);
    ExReleaseFastMutex(&oneAtATime);
    return complete(irp, 0, 0);
}

/* A control code whose device type is a file system's arrives as a file system request, every other as a device request. */
static NTSTATUS NTAPI onControl(DEVICE_OBJECT *device, IRP *irp)
{
    const IO_STACK_LOCATION *stack = IoGetCurrentIrpStackLocation(irp);
    uint32_t returned = 0;
    UNREFERENCED_PARAMETER(device);
    ExAcquireFastMutex(&oneAtATime);
    const uint32_t error = DoorControl(stack->FileObject->FsContext, stack->Parameters.DeviceIoControl.IoControlCode,
                                       irp->AssociatedIrp.SystemBuffer, stack->Parameters.DeviceIoControl.InputBufferLength,
                                       stack->Parameters.DeviceIoControl.OutputBufferLength, &returned);
    ExReleaseFastMutex(&oneAtATime);
    return complete(irp, error, returned);
}

static VOID NTAPI onUnload(DRIVER_OBJECT *driver)
{
    while (driver->DeviceObject != NULL) {
        EXTENSION *extension = driver->DeviceObject->DeviceExtension;
        (void)IoDeleteSymbolicLink(&extension->link);
        IoDeleteDevice(driver->DeviceObject);
    }
}

static NTSTATUS addDevice(DRIVER_OBJECT *driver, const DOOR_TARGET *target)
{
    UNICODE_STRING name;
    DEVICE_OBJECT *device;
    RtlInitUnicodeString(&name, target->device);
    NTSTATUS status = IoCreateDevice(driver, sizeof(EXTENSION), &name, FILE_DEVICE_DISK_FILE_SYSTEM, 0, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    EXTENSION *extension = device->DeviceExtension;
    extension->target = target;
    RtlInitUnicodeString(&extension->link, target->link);
    status = IoCreateSymbolicLink(&extension->link, &name);
    device->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    return status;
}

NTSTATUS NTAPI DriverEntry(DRIVER_OBJECT *driver, UNICODE_STRING *registryPath)
{
    UNREFERENCED_PARAMETER(registryPath);
    ExInitializeFastMutex(&oneAtATime);
    const uint32_t refused = DoorBuildMachine();
    NTSTATUS status = refused == 0 ? STATUS_SUCCESS : NTSTATUS_OF_WIN32(refused);
    driver->MajorFunction[IRP_MJ_CREATE] = onCreate;
    driver->MajorFunction[IRP_MJ_CLOSE] = onClose;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = onControl;
    driver->MajorFunction[IRP_MJ_FILE_SYSTEM_CONTROL] = onControl;
    driver->DriverUnload = onUnload;
    for (uint32_t index = 0; index < DoorTargetCount && NT_SUCCESS(status); index++) {
        status = addDevice(driver, &DoorTargets[index]);
    }
    if (!NT_SUCCESS(status)) {
        onUnload(driver);
    }
    return status;
}
