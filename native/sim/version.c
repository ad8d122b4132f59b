/* version: the version resources of driver files, in the layout of VS_VERSIONINFO ("Version Information" of the Windows
 * documentation): blocks of { length, value length, type, key, padding, value, padding, children }, aligned to four bytes. */
#include "last-error.h"
#include "lock.h"
#include "open.h"

#include <stdlib.h>

enum { RESOURCE_BYTES = 4096, TYPE_BINARY = 0, TYPE_TEXT = 1, LANGUAGE_US_ENGLISH = 0x0409, CODE_PAGE_UNICODE = 1200 };

typedef struct {
    uint8_t *bytes;
    uint32_t count;
} WRITER;

static void put16(WRITER *writer, uint32_t value)
{
    const uint16_t unit = (uint16_t)value;
    memcpy(writer->bytes + writer->count, &unit, sizeof(unit));
    writer->count += sizeof(unit);
}

static void align4(WRITER *writer)
{
    while (writer->count % 4 != 0) {
        writer->bytes[writer->count++] = 0;
    }
}

static void putText(WRITER *writer, TEXT text)
{
    for (uint32_t index = 0; index < text.count; index++) {
        put16(writer, text.chars[index]);
    }
    put16(writer, 0);
}

/* Returns where the block starts; endBlock writes its length there. */
static uint32_t beginBlock(WRITER *writer, uint32_t valueLength, uint32_t type, TEXT key)
{
    align4(writer);
    const uint32_t start = writer->count;
    put16(writer, 0);
    put16(writer, valueLength);
    put16(writer, type);
    putText(writer, key);
    align4(writer);
    return start;
}

static void endBlock(WRITER *writer, uint32_t start)
{
    const uint16_t length = (uint16_t)(writer->count - start);
    memcpy(writer->bytes + start, &length, sizeof(length));
}

static void putString(WRITER *writer, TEXT key, TEXT value)
{
    const uint32_t start = beginBlock(writer, value.count + 1, TYPE_TEXT, key);
    putText(writer, value);
    endBlock(writer, start);
}

static void putFixedInfo(WRITER *writer, const uint16_t version[4])
{
    VS_FIXEDFILEINFO info;
    memset(&info, 0, sizeof(info));
    info.dwSignature = VS_FFI_SIGNATURE;
    info.dwStrucVersion = 0x00010000;
    info.dwFileVersionMS = info.dwProductVersionMS = (uint32_t)version[0] << 16 | version[1];
    info.dwFileVersionLS = info.dwProductVersionLS = (uint32_t)version[2] << 16 | version[3];
    info.dwFileFlagsMask = 0x3F;
    info.dwFileOS = 0x00040004; /* VOS_NT_WINDOWS32 */
    info.dwFileType = 3;        /* VFT_DRV */
    info.dwFileSubtype = 7;     /* VFT2_DRV_SYSTEM */
    memcpy(writer->bytes + writer->count, &info, sizeof(info));
    writer->count += sizeof(info);
}

static uint32_t writeVersionText(const uint16_t version[4], char16_t out[24])
{
    TEXT_BUFFER buffer = {out, 24, 0};
    for (uint32_t part = 0; part < 4; part++) {
        if (part != 0) {
            TextAppendAscii(&buffer, ".");
        }
        TextAppendUint(&buffer, version[part]);
    }
    return buffer.count;
}

static TEXT clipped(const char16_t *text)
{
    TEXT whole = TextOf(text);
    whole.count = whole.count > 256 ? 256 : whole.count;
    return whole;
}

static uint32_t buildResource(const SIM_DRIVER_FILE *file, uint8_t bytes[RESOURCE_BYTES])
{
    WRITER writer = {bytes, 0};
    char16_t version[24];
    const TEXT versionText = {version, writeVersionText(file->version, version)};
    const uint32_t root = beginBlock(&writer, sizeof(VS_FIXEDFILEINFO), TYPE_BINARY, TEXT_LITERAL(u"VS_VERSION_INFO"));
    putFixedInfo(&writer, file->version);

    const uint32_t strings = beginBlock(&writer, 0, TYPE_TEXT, TEXT_LITERAL(u"StringFileInfo"));
    const uint32_t table = beginBlock(&writer, 0, TYPE_TEXT, TEXT_LITERAL(u"040904b0"));
    putString(&writer, TEXT_LITERAL(u"CompanyName"), clipped(file->company));
    putString(&writer, TEXT_LITERAL(u"FileDescription"), clipped(file->description));
    putString(&writer, TEXT_LITERAL(u"FileVersion"), versionText);
    putString(&writer, TEXT_LITERAL(u"OriginalFilename"), clipped(file->fileName));
    putString(&writer, TEXT_LITERAL(u"ProductName"), clipped(file->company));
    endBlock(&writer, table);
    endBlock(&writer, strings);

    const uint32_t variables = beginBlock(&writer, 0, TYPE_TEXT, TEXT_LITERAL(u"VarFileInfo"));
    const uint32_t translation = beginBlock(&writer, 4, TYPE_BINARY, TEXT_LITERAL(u"Translation"));
    put16(&writer, LANGUAGE_US_ENGLISH);
    put16(&writer, CODE_PAGE_UNICODE);
    endBlock(&writer, translation);
    endBlock(&writer, variables);
    endBlock(&writer, root);
    return writer.count;
}

/* The driver file behind a path. A system volume on a host directory holds no such files, yet its drivers have versions: the
 * list of driver files answers for them. */
static uint32_t findDriver(const char16_t *fileName, const SIM_DRIVER_FILE **driver)
{
    char16_t spelling[HOST_PATH_UNITS];
    TEXT_BUFFER actual = {spelling, HOST_PATH_UNITS, 0};
    PARSED_PATH path;
    FOUND found = {0};
    const uint32_t error = PathParse(fileName, PathExact, &path);
    if (error != ERROR_SUCCESS || path.kind != PathFile || path.count == 0) {
        return error != ERROR_SUCCESS ? error : (uint32_t)ERROR_FILE_NOT_FOUND;
    }
    const TEXT text = {path.text, path.count};
    *driver = NULL;
    if (path.volume->index == 0 && TextEquals(TextPart(text, 0, path.nameOffset - 1), MachineDriversDirectory)) {
        *driver = MachineFindDriverFile(TextPart(text, path.nameOffset, text.count));
    }
    if (*driver != NULL) {
        return ERROR_SUCCESS;
    }
    const uint32_t missing = FindPath(&path, &found, &actual);
    return missing != ERROR_SUCCESS ? missing : (uint32_t)ERROR_RESOURCE_TYPE_NOT_FOUND;
}

/** The size of a file's version resource in bytes; 0 with 2, 3 or 1813 (the file has none). */
SIM_EXPORT uint32_t GetFileVersionInfoSizeExW(uint32_t flags, const char16_t *fileName, uint32_t *reserved)
{
    uint8_t bytes[RESOURCE_BYTES];
    const SIM_DRIVER_FILE *driver = NULL;
    (void)flags;
    if (reserved != NULL) {
        *reserved = 0;
    }
    SimEnter();
    const uint32_t error = findDriver(fileName, &driver);
    const uint32_t size = error == ERROR_SUCCESS ? buildResource(driver, bytes) : 0;
    SimLeave();
    (void)LastErrorBool(error);
    return size;
}

/** Fills a buffer of the size that GetFileVersionInfoSizeExW gave; a smaller one gets 122. */
SIM_EXPORT int32_t GetFileVersionInfoExW(uint32_t flags, const char16_t *fileName, uint32_t reserved, uint32_t bufferBytes,
                                         void *buffer)
{
    uint8_t bytes[RESOURCE_BYTES];
    const SIM_DRIVER_FILE *driver = NULL;
    (void)flags;
    (void)reserved;
    if (buffer == NULL) {
        return LastErrorBool(ERROR_INVALID_PARAMETER);
    }
    SimEnter();
    uint32_t error = findDriver(fileName, &driver);
    const uint32_t size = error == ERROR_SUCCESS ? buildResource(driver, bytes) : 0;
    SimLeave();
    if (error == ERROR_SUCCESS && bufferBytes < size) {
        error = ERROR_INSUFFICIENT_BUFFER;
    }
    if (error == ERROR_SUCCESS) {
        memcpy(buffer, bytes, size);
    }
    return LastErrorBool(error);
}

static uint16_t read16(const uint8_t *bytes)
{
    uint16_t value;
    memcpy(&value, bytes, sizeof(value));
    return value;
}

/* One block inside [0, limit); false when it does not fit there. Its key must end inside it. */
typedef struct {
    uint32_t length, valueLength, type, keyCount, valueOffset;
    const uint8_t *bytes;
} BLOCK;

static bool readBlock(const uint8_t *bytes, uint32_t limit, BLOCK *block)
{
    if (limit < 8) {
        return false;
    }
    *block = (BLOCK){read16(bytes), read16(bytes + 2), read16(bytes + 4), 0, 0, bytes};
    if (block->length > limit || block->length < 8) {
        return false;
    }
    while (8 + block->keyCount * 2 <= block->length && read16(bytes + 6 + block->keyCount * 2) != 0) {
        block->keyCount++;
    }
    block->valueOffset = (6 + (block->keyCount + 1) * 2 + 3) / 4 * 4;
    const uint32_t valueBytes = block->type == TYPE_TEXT ? block->valueLength * 2 : block->valueLength;
    return block->valueOffset + valueBytes <= (block->length + 3u) / 4 * 4 && block->valueOffset <= limit &&
           block->valueOffset + valueBytes <= limit;
}

static bool keyIs(const BLOCK *block, TEXT key)
{
    if (block->keyCount != key.count) {
        return false;
    }
    for (uint32_t index = 0; index < key.count; index++) {
        if (TextUpcase(read16(block->bytes + 6 + index * 2)) != TextUpcase(key.chars[index])) {
            return false;
        }
    }
    return true;
}

static bool findChild(const BLOCK *parent, TEXT key, BLOCK *child)
{
    const uint32_t valueBytes = parent->type == TYPE_TEXT ? parent->valueLength * 2 : parent->valueLength;
    uint32_t at = (parent->valueOffset + valueBytes + 3) / 4 * 4;
    while (at < parent->length && readBlock(parent->bytes + at, parent->length - at, child)) {
        if (keyIs(child, key)) {
            return true;
        }
        at += (child->length + 3u) / 4 * 4;
    }
    return false;
}

/** Finds `\`, `\VarFileInfo\Translation` or `\StringFileInfo\<language><code page>\<name>` in a block filled by
 *  GetFileVersionInfoExW. *value points into the block; *length counts bytes, or characters with NUL for a text. */
SIM_EXPORT int32_t VerQueryValueW(const void *block, const char16_t *subBlock, void **value, uint32_t *length)
{
    BLOCK at;
    if (block == NULL || subBlock == NULL || value == NULL || length == NULL ||
        !readBlock(block, read16(block), &at)) {
        return LastErrorBool(ERROR_INVALID_PARAMETER);
    }
    const TEXT path = TextOf(subBlock);
    for (uint32_t from = 0; from < path.count;) {
        uint32_t end = from;
        while (end < path.count && path.chars[end] != u'\\') {
            end++;
        }
        BLOCK child;
        if (end != from) {
            if (!findChild(&at, TextPart(path, from, end), &child)) {
                *length = 0;
                return LastErrorBool(ERROR_RESOURCE_TYPE_NOT_FOUND);
            }
            at = child;
        }
        from = end + 1;
    }
    *value = (uint8_t *)(uintptr_t)at.bytes + at.valueOffset;
    *length = at.valueLength;
    return 1;
}
