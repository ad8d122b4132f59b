/* tdh: TdhGetEventInformation for the one provider that is registered here. */
#include "etw.h"

#include "lock.h"

#include <string.h>

static uint32_t utf16Bytes(const char16_t *text)
{
    return (TextOf(text).count + 1) * (uint32_t)sizeof(char16_t);
}

static uint32_t appendName(uint8_t *info, uint32_t at, const char16_t *text)
{
    memcpy(info + at, text, utf16Bytes(text));
    return at + utf16Bytes(text);
}

static void fill(TRACE_EVENT_INFO *info, const EVENT_DESCRIPTOR *descriptor, const ETW_PROPERTY *properties, uint32_t count)
{
    uint32_t at = (uint32_t)(offsetof(TRACE_EVENT_INFO, EventPropertyInfoArray) + count * sizeof(EVENT_PROPERTY_INFO));
    memset(info, 0, at);
    info->ProviderGuid = EtwFilterManager;
    info->EventDescriptor = *descriptor;
    info->ProviderNameOffset = at;
    at = appendName((uint8_t *)info, at, u"Microsoft-Windows-FilterManager");
    info->PropertyCount = info->TopLevelPropertyCount = count;
    for (uint32_t index = 0; index < count; index++) {
        EVENT_PROPERTY_INFO property = {.NameOffset = at, .InType = properties[index].inType, .count = 1};
        if (properties[index].lengthIndex != 0) {
            property.Flags = PropertyParamLength;
            property.length = (uint16_t)(properties[index].lengthIndex - 1);
        }
        memcpy((uint8_t *)info + offsetof(TRACE_EVENT_INFO, EventPropertyInfoArray) + index * sizeof(property), &property,
               sizeof(property));
        at = appendName((uint8_t *)info, at, properties[index].name);
    }
}

/** 122 with the size when the buffer is too small, 1168 when this Windows has no description of the event. */
SIM_EXPORT uint32_t TdhGetEventInformation(const EVENT_RECORD *record, uint32_t contextCount, const void *context,
                                           TRACE_EVENT_INFO *buffer, uint32_t *bytes)
{
    (void)contextCount;
    (void)context;
    if (record == NULL || bytes == NULL || (buffer == NULL && *bytes != 0)) {
        return ERROR_INVALID_PARAMETER;
    }
    const EVENT_DESCRIPTOR *descriptor = &record->EventHeader.EventDescriptor;
    const bool isOurs = memcmp(&record->EventHeader.ProviderId, &EtwFilterManager, sizeof(GUID)) == 0;
    uint32_t count = 0;
    SimEnter();
    const ETW_PROPERTY *properties = isOurs ? EtwFilterManagerSchema(descriptor, &count) : NULL;
    SimLeave();
    if (properties == NULL) {
        return ERROR_NOT_FOUND;
    }
    uint32_t needed = (uint32_t)(offsetof(TRACE_EVENT_INFO, EventPropertyInfoArray) + count * sizeof(EVENT_PROPERTY_INFO)) +
                      utf16Bytes(u"Microsoft-Windows-FilterManager");
    for (uint32_t index = 0; index < count; index++) {
        needed += utf16Bytes(properties[index].name);
    }
    const bool fits = *bytes >= needed;
    *bytes = needed;
    if (!fits) {
        return ERROR_INSUFFICIENT_BUFFER;
    }
    fill(buffer, descriptor, properties, count);
    return ERROR_SUCCESS;
}
