/* The events of Microsoft-Windows-FilterManager: payloads as the manifest lays them out, without padding between items.
 *
 * Sources: manifest dumps of the provider (field names, types, order), decompiled FltpLogEventBypassIoVetoed (contents of event
 * 12), exported System logs (the JSON text of event 6 version 1). */
#include "etw.h"

#include "etw-clock.h"
#include "ntfs.h"

#include <stdlib.h>
#include <string.h>

const GUID EtwFilterManager = FILTER_MANAGER_GUID;

enum {
    EVENT_UNLOAD = 1,
    EVENT_LOAD = 6,
    EVENT_FEATURES = 11,
    EVENT_VETO = 12,
    CHANNEL_SYSTEM = 8, /* the number of the System channel in a manifest (general knowledge) */
    FIRST_VETO_EVENT_BUILD = 22621, /* ids 11 and 12 are not in the manifest of 22000 */
    FILTER_NAME_CHARS = 31,
    REASON_CHARS = 127,
    PAYLOAD_BYTES = 4096,
};
#define KEYWORD_SYSTEM_CHANNEL 0x8000000000000000ull

typedef struct {
    uint8_t bytes[PAYLOAD_BYTES];
    uint32_t count;
} PAYLOAD;

static void put(PAYLOAD *payload, const void *bytes, uint32_t count)
{
    if (payload->count + count <= sizeof(payload->bytes)) {
        memcpy(payload->bytes + payload->count, bytes, count);
        payload->count += count;
    }
}

static void putU32(PAYLOAD *payload, uint32_t value)
{
    put(payload, &value, sizeof(value));
}

static void putU16(PAYLOAD *payload, uint16_t value)
{
    put(payload, &value, sizeof(value));
}

static void putText(PAYLOAD *payload, TEXT text, uint32_t atMost)
{
    if (text.count != 0) {
        put(payload, text.chars, (text.count < atMost ? text.count : atMost) * (uint32_t)sizeof(char16_t));
    }
}

static void putTextZ(PAYLOAD *payload, TEXT text, uint32_t atMost)
{
    putText(payload, text, atMost);
    putU16(payload, 0);
}

/* The link time stamp: reproducible builds have an arbitrary one, so a hash of the name between 1990 and 2080 is as good. */
static void putDriverTime(PAYLOAD *payload, const SIM_SERVICE *service)
{
    const uint64_t year = 315576000000000ull; /* 365.25 days in 100 ns */
    const uint64_t time = 122756256000000000ull + TextHash(TextOf(service->driver), 0) % (90 * 365) * (year / 365);
    put(payload, &time, sizeof(time));
}

/* The image header's version, which for a driver of Windows is the system's, and not that of its file resource. */
static void putDriverVersion(PAYLOAD *payload)
{
    putU32(payload, Machine.major);
    putU32(payload, Machine.minor);
}

static void writeEvent(uint16_t id, uint8_t version, uint8_t level, const PAYLOAD *payload)
{
    const EVENT_DESCRIPTOR descriptor = {.Id = id, .Version = version, .Channel = CHANNEL_SYSTEM, .Level = level,
                                         .Keyword = KEYWORD_SYSTEM_CHANNEL};
    EtwWrite(&EtwFilterManager, &descriptor, payload->bytes, payload->count);
}

static void putDriver(PAYLOAD *payload, const SIM_SERVICE *service)
{
    const TEXT name = TextOf(service->name);
    putU32(payload, STATUS_SUCCESS);
    putDriverVersion(payload);
    putU16(payload, (uint16_t)name.count);
    putText(payload, name, UINT16_MAX);
    putDriverTime(payload, service);
}

/* As read in real System logs: hexadecimal numbers as texts, spaces around the colons except behind supportedFeatures. */
static void putLoadInfo(PAYLOAD *payload, const SIM_SERVICE *service)
{
    char16_t units[1024];
    TEXT_BUFFER text = {units, 1024, 0};
    TextAppendAscii(&text, "{ \"flags\" : \"0x00000010\" , \"registration_version\" : \"0x00000203\" , \"tx\" : false , "
                           "\"sections\" : false , \"frame\" : 0 , \"class_name\" : \"FSFilter Activity Monitor\" , "
                           "\"supportedFeatures\": \"0x");
    TextAppendHex(&text, service->supportedFeatures, 8);
    TextAppendAscii(&text, "\" , \"instances\" : [[\"");
    TextAppend(&text, TextOf(service->altitude));
    TextAppendAscii(&text, "\",\"0x00000000\"]] }");
    const uint32_t count = text.count <= text.capacity ? text.count : 0;
    putU32(payload, count);
    putText(payload, (TEXT){units, count}, UINT16_MAX);
}

void EtwFilterLoaded(const SIM_SERVICE *service)
{
    PAYLOAD payload = {.count = 0};
    const bool hasInfo = Machine.major >= 10;
    putDriver(&payload, service);
    if (hasInfo) {
        putLoadInfo(&payload, service);
    }
    writeEvent(EVENT_LOAD, hasInfo, TRACE_LEVEL_INFORMATION, &payload);

    /* What makes Windows write event 11 is unknown. By its fields it reports a filter's SupportedFeatures; a load without
     * the BypassIO opt-in is the likeliest occasion, and the one simulated. Nothing may be concluded from its absence. */
    if (Machine.build < FIRST_VETO_EVENT_BUILD || service->filter == NULL || service->filter->isOptedIn) {
        return;
    }
    PAYLOAD features = {.count = 0};
    putTextZ(&features, TextOf(service->name), FILTER_NAME_CHARS);
    putDriverVersion(&features);
    putDriverTime(&features, service);
    putU32(&features, service->supportedFeatures);
    writeEvent(EVENT_FEATURES, 0, TRACE_LEVEL_WARNING, &features);
}

void EtwFilterUnloaded(const SIM_SERVICE *service)
{
    PAYLOAD payload = {.count = 0};
    putDriver(&payload, service);
    writeEvent(EVENT_UNLOAD, 0, TRACE_LEVEL_INFORMATION, &payload);
}

/* Which form Windows gives the path is unknown; this is the form in which the file system knows it. */
static void putDevicePath(PAYLOAD *payload, TEXT fullPath)
{
    const SIM_VOLUME *volume = fullPath.count < 2 ? NULL : MachineFindMount(TextPart(fullPath, 0, 2));
    if (volume == NULL) {
        putTextZ(payload, TEXT_LITERAL(u"NULL"), UINT16_MAX); /* what generated event code writes for no name (general knowledge) */
        return;
    }
    putText(payload, TextOf(volume->device), UINT16_MAX);
    putTextZ(payload, TextPart(fullPath, 2, fullPath.count), 1024);
}

void EtwBypassIoVetoed(const SIM_SERVICE *service, PFILE_OBJECT fileObject, int32_t operation, TEXT reason, NTSTATUS status)
{
    EtwPathVetoed(service, fileObject == NULL ? (TEXT){NULL, 0} : FsFullPath(fileObject), operation, reason, status);
}

void EtwPathVetoed(const SIM_SERVICE *service, TEXT fullPath, int32_t operation, TEXT reason, NTSTATUS status)
{
    if (Machine.build < FIRST_VETO_EVENT_BUILD) {
        return;
    }
    PAYLOAD payload;
    payload.count = 0; /* and the rest as it is: bursts come through here */
    const char *process = EtwProcessName();
    putTextZ(&payload, TextOf(service->name), FILTER_NAME_CHARS);
    putDriverVersion(&payload);
    putDriverTime(&payload, service);
    put(&payload, process, (uint32_t)strlen(process) + 1);
    putDevicePath(&payload, fullPath);
    putU32(&payload, (uint32_t)operation);
    putTextZ(&payload, reason, REASON_CHARS);
    putU32(&payload, (uint32_t)status);
    writeEvent(EVENT_VETO, 0, TRACE_LEVEL_WARNING, &payload);
}

static const ETW_PROPERTY load[] = {
    {u"FinalStatus", TDH_INTYPE_HEXINT32, 0},
    {u"DeviceVersionMajor", TDH_INTYPE_UINT32, 0},
    {u"DeviceVersionMinor", TDH_INTYPE_UINT32, 0},
    {u"DeviceNameLength", TDH_INTYPE_UINT16, 0},
    {u"DeviceName", TDH_INTYPE_UNICODESTRING, 3 + 1},
    {u"DeviceTime", TDH_INTYPE_FILETIME, 0},
    {u"ExtraInfoLength", TDH_INTYPE_UINT32, 0}, /* version 1 only, with the next */
    {u"ExtraInfoString", TDH_INTYPE_UNICODESTRING, 6 + 1},
};
static const ETW_PROPERTY features[] = {
    {u"DeviceName", TDH_INTYPE_UNICODESTRING, 0},
    {u"DeviceVersionMajor", TDH_INTYPE_UINT32, 0},
    {u"DeviceVersionMinor", TDH_INTYPE_UINT32, 0},
    {u"DeviceTime", TDH_INTYPE_FILETIME, 0},
    {u"SupportedFeatures", TDH_INTYPE_HEXINT32, 0},
};
static const ETW_PROPERTY veto[] = {
    {u"DeviceName", TDH_INTYPE_UNICODESTRING, 0},
    {u"DeviceVersionMajor", TDH_INTYPE_UINT32, 0},
    {u"DeviceVersionMinor", TDH_INTYPE_UINT32, 0},
    {u"DeviceTime", TDH_INTYPE_FILETIME, 0},
    {u"ProcessName", TDH_INTYPE_ANSISTRING, 0},
    {u"FileName", TDH_INTYPE_UNICODESTRING, 0},
    {u"BypassIoOperation", TDH_INTYPE_UINT32, 0},
    {u"BypassVetoingReason", TDH_INTYPE_UNICODESTRING, 0},
    {u"OperationStatus", TDH_INTYPE_HEXINT32, 0},
};

const ETW_PROPERTY *EtwFilterManagerSchema(const EVENT_DESCRIPTOR *descriptor, uint32_t *count)
{
    const bool knowsVetoes = Machine.build >= FIRST_VETO_EVENT_BUILD && descriptor->Version == 0;
    *count = 0;
    if ((descriptor->Id == EVENT_UNLOAD || descriptor->Id == EVENT_LOAD) && descriptor->Version == 0) {
        *count = 6;
    } else if (descriptor->Id == EVENT_LOAD && descriptor->Version == 1) {
        *count = 8;
    } else if (descriptor->Id == EVENT_FEATURES && knowsVetoes) {
        *count = sizeof(features) / sizeof(features[0]);
        return features;
    } else if (descriptor->Id == EVENT_VETO && knowsVetoes) {
        *count = sizeof(veto) / sizeof(veto[0]);
        return veto;
    }
    return *count == 0 ? NULL : load;
}
