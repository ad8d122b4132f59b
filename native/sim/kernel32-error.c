/* kernel32 and ntdll: error codes and their texts. */
#include "last-error.h"

static _Thread_local uint32_t lastError;

SIM_EXPORT uint32_t GetLastError(void)
{
    return lastError;
}

SIM_EXPORT void SetLastError(uint32_t code)
{
    lastError = code;
}

void LastErrorSet(uint32_t code)
{
    lastError = code;
}

int32_t LastErrorBool(uint32_t code)
{
    if (code != ERROR_SUCCESS) {
        lastError = code;
    }
    return code == ERROR_SUCCESS;
}

typedef struct {
    uint32_t ntstatus;
    uint32_t win32;
} STATUS_PAIR;

static const STATUS_PAIR statusPairs[] = {
#define PAIR(ntstatus, name, win32, text) {(ntstatus), (win32)},
    WIRE_STATUSES(PAIR) WIRE_FLT_STATUSES(PAIR) WIRE_KERNEL_STATUSES(PAIR)
#undef PAIR
};

uint32_t StatusToWin32(NTSTATUS status)
{
    for (size_t index = 0; index < sizeof(statusPairs) / sizeof(statusPairs[0]); index++) {
        if (statusPairs[index].ntstatus == (uint32_t)status) {
            return statusPairs[index].win32;
        }
    }
    return ERROR_MR_MID_NOT_FOUND;
}

/** The Win32 code of an NTSTATUS; 317 when there is none. */
SIM_EXPORT uint32_t RtlNtStatusToDosError(int32_t status)
{
    return StatusToWin32(status);
}

typedef struct {
    uint32_t win32;
    const char *text;
} MESSAGE;

/* Several statuses share one Win32 code, 87 for example; they then share its text as well. */
static const MESSAGE messages[] = {
#define FROM_STATUS(ntstatus, name, win32, text) {(win32), text},
#define FROM_CODE(name, win32, text) {(win32), text},
    WIRE_STATUSES(FROM_STATUS) WIRE_WIN32_CODES(FROM_CODE) WIRE_FLT_STATUSES(FROM_STATUS) WIRE_KERNEL_STATUSES(FROM_STATUS)
    WIRE_LOAD_CODES(FROM_CODE)
#undef FROM_STATUS
#undef FROM_CODE
};

static const char *messageOf(uint32_t code)
{
    for (size_t index = 0; index < sizeof(messages) / sizeof(messages[0]); index++) {
        if (messages[index].win32 == code && messages[index].text[0] != 0) {
            return messages[index].text;
        }
    }
    return NULL;
}

/** Writes the system's text for `messageId`, ending in "\r\n" and NUL. Only FORMAT_MESSAGE_FROM_SYSTEM into the caller's
 *  buffer is provided; inserts stay as they are. Returns the count without NUL; 0 with 317 (no such message), 122 (buffer too
 *  small) or 87. */
SIM_EXPORT uint32_t FormatMessageW(uint32_t flags, const void *source, uint32_t messageId, uint32_t languageId,
                                   char16_t *buffer, uint32_t size, void *arguments)
{
    (void)source;
    (void)languageId;
    (void)arguments;
    if ((flags & FORMAT_MESSAGE_FROM_SYSTEM) == 0 || (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) != 0 || buffer == NULL) {
        lastError = ERROR_INVALID_PARAMETER;
        return 0;
    }
    const char *text = messageOf(messageId);
    if (text == NULL) {
        lastError = ERROR_MR_MID_NOT_FOUND;
        return 0;
    }
    TEXT_BUFFER out = {buffer, size, 0};
    TextAppendAscii(&out, text);
    TextAppendAscii(&out, "\r\n");
    if (out.count >= size) {
        if (size != 0) {
            buffer[0] = 0;
        }
        lastError = ERROR_INSUFFICIENT_BUFFER;
        return 0;
    }
    buffer[out.count] = 0;
    return out.count;
}
