#include "path.h"

static bool isSeparator(char16_t unit)
{
    return unit == u'\\' || unit == u'/';
}

static bool isLetter(char16_t unit)
{
    return unit < 0x80 && TextUpcase(unit) >= u'A' && TextUpcase(unit) <= u'Z';
}

static bool startsWith(TEXT text, TEXT start)
{
    return text.count >= start.count && TextEquals(TextPart(text, 0, start.count), start);
}

SIM_VOLUME *PathFindVolume(TEXT name)
{
    if (name.count != 0 && name.chars[name.count - 1] == u'\\') {
        name.count--;
    }
    if (startsWith(name, TEXT_LITERAL(u"\\Device\\"))) {
        return MachineFindDevice(name);
    }
    if (startsWith(name, TEXT_LITERAL(u"\\\\?\\")) || startsWith(name, TEXT_LITERAL(u"\\??\\")) ||
        startsWith(name, TEXT_LITERAL(u"\\\\.\\"))) {
        name = TextPart(name, 4, name.count);
    }
    if (startsWith(name, TEXT_LITERAL(u"Volume{"))) {
        return MachineFindGuid(TextPart(name, 6, name.count));
    }
    return name.count == 2 && name.chars[1] == u':' ? MachineFindMount(name) : NULL;
}

/* CON, PRN, AUX, NUL, CONIN$, CONOUT$, COM1..9, LPT1..9, also with a colon behind. Windows 11 no longer reserves a name with
 * an extension or in a directory of a drive (general knowledge); here the bare name counts wherever it stands last. */
static bool isReservedName(TEXT name)
{
    while (name.count != 0 && (name.chars[name.count - 1] == u' ' || name.chars[name.count - 1] == u'.' ||
                               name.chars[name.count - 1] == u':')) {
        name.count--;
    }
    static const TEXT whole[] = {{u"CON", 3}, {u"PRN", 3}, {u"AUX", 3}, {u"NUL", 3}, {u"CONIN$", 6}, {u"CONOUT$", 7}};
    for (size_t index = 0; index < sizeof(whole) / sizeof(whole[0]); index++) {
        if (TextEquals(name, whole[index])) {
            return true;
        }
    }
    if (name.count != 4) {
        return false;
    }
    const TEXT stem = TextPart(name, 0, 3);
    const char16_t digit = name.chars[3];
    return (TextEquals(stem, TEXT_LITERAL(u"COM")) || TextEquals(stem, TEXT_LITERAL(u"LPT"))) &&
           ((digit >= u'1' && digit <= u'9') || digit == 0x00B9 || digit == 0x00B2 || digit == 0x00B3);
}

static bool isForbidden(char16_t unit, bool mayBeWildcard)
{
    if (unit == u'*' || unit == u'?') {
        return !mayBeWildcard;
    }
    return unit < u' ' || unit == u'<' || unit == u'>' || unit == u'"' || unit == u'|' || unit == u'/';
}

/* Characters, lengths and the one place where a colon may stand. */
static uint32_t checkSegments(PARSED_PATH *parsed, PATH_USE use)
{
    uint32_t segmentStart = 1;
    parsed->streamOffset = parsed->count;
    for (uint32_t index = 1; index <= parsed->count; index++) {
        if (index == parsed->count || parsed->text[index] == u'\\') {
            const TEXT name = {parsed->text + segmentStart, index - segmentStart};
            const uint32_t fileNameCount = parsed->streamOffset == parsed->count ? name.count : parsed->streamOffset - segmentStart;
            if (fileNameCount > 255) {
                return ERROR_INVALID_NAME;
            }
            segmentStart = index + 1;
            continue;
        }
        const bool isLast = index >= parsed->nameOffset;
        if (parsed->text[index] == u':') {
            if (!isLast || index == parsed->nameOffset) {
                return ERROR_INVALID_NAME;
            }
            parsed->streamOffset = index < parsed->streamOffset ? index : parsed->streamOffset;
        } else if (isForbidden(parsed->text[index], isLast && use == PathMayHaveWildcards)) {
            return ERROR_INVALID_NAME;
        }
    }
    return ERROR_SUCCESS;
}

/* "file::$DATA" is the file itself, "file:stream:$DATA" is "file:stream"; other stream types cannot be opened this way. */
static uint32_t normalizeStream(PARSED_PATH *parsed)
{
    if (parsed->streamOffset == parsed->count) {
        return ERROR_SUCCESS;
    }
    uint32_t typeAt = parsed->streamOffset + 1;
    while (typeAt < parsed->count && parsed->text[typeAt] != u':') {
        typeAt++;
    }
    if (typeAt < parsed->count) {
        const TEXT type = {parsed->text + typeAt, parsed->count - typeAt};
        if (!TextEquals(type, TEXT_LITERAL(u":$DATA"))) {
            return ERROR_INVALID_NAME;
        }
        parsed->count = typeAt;
        if (typeAt == parsed->streamOffset + 1) {
            parsed->count = parsed->streamOffset; /* the unnamed stream */
            return ERROR_SUCCESS;
        }
    }
    const uint32_t nameCount = parsed->count - parsed->streamOffset - 1;
    return nameCount == 0 || nameCount > 255 ? (uint32_t)ERROR_INVALID_NAME : ERROR_SUCCESS;
}

static bool append(PARSED_PATH *parsed, TEXT segment)
{
    /* two units stay free for the drive, so that "D:" plus the path fits into a UNICODE_STRING */
    if (parsed->count + segment.count + 1 > HOST_PATH_UNITS - 4) {
        return false;
    }
    parsed->nameOffset = parsed->count + 1;
    parsed->text[parsed->count++] = u'\\';
    memcpy(parsed->text + parsed->count, segment.chars, segment.count * sizeof(char16_t));
    parsed->count += segment.count;
    return true;
}

static void removeLast(PARSED_PATH *parsed)
{
    while (parsed->count != 0 && parsed->text[--parsed->count] != u'\\') {
    }
    parsed->nameOffset = parsed->count;
    while (parsed->nameOffset != 0 && parsed->text[parsed->nameOffset - 1] != u'\\') {
        parsed->nameOffset--;
    }
}

/* Win32 rules: both slashes separate, "." and ".." are resolved and stop at the root, dots and spaces at the end of a segment
 * do not count. */
static uint32_t normalize(TEXT rest, PARSED_PATH *parsed)
{
    uint32_t at = 0;
    while (at < rest.count) {
        uint32_t end = at;
        while (end < rest.count && !isSeparator(rest.chars[end])) {
            end++;
        }
        TEXT segment = TextPart(rest, at, end);
        parsed->hasTrailingSeparator = end < rest.count;
        at = end + 1;
        if (segment.count == 2 && segment.chars[0] == u'.' && segment.chars[1] == u'.') {
            removeLast(parsed);
            continue;
        }
        while (segment.count != 0 && (segment.chars[segment.count - 1] == u'.' || segment.chars[segment.count - 1] == u' ')) {
            segment.count--;
        }
        if (segment.count != 0 && !append(parsed, segment)) {
            return ERROR_FILENAME_EXCED_RANGE;
        }
    }
    return ERROR_SUCCESS;
}

/* Behind \\?\ nothing is interpreted: only the backslash separates, and "." is a name, which no file has. */
static uint32_t takeLiterally(TEXT rest, PARSED_PATH *parsed)
{
    uint32_t at = 0;
    while (at < rest.count) {
        uint32_t end = at;
        while (end < rest.count && rest.chars[end] != u'\\') {
            end++;
        }
        const TEXT segment = TextPart(rest, at, end);
        const bool isDots = (segment.count == 1 && segment.chars[0] == u'.') ||
                            (segment.count == 2 && segment.chars[0] == u'.' && segment.chars[1] == u'.');
        if (segment.count == 0 || isDots) {
            return ERROR_INVALID_NAME;
        }
        if (!append(parsed, segment)) {
            return ERROR_FILENAME_EXCED_RANGE;
        }
        parsed->hasTrailingSeparator = end < rest.count;
        at = end + 1;
    }
    return ERROR_SUCCESS;
}

typedef enum { Normalized, Literal } SPELLING;

static uint32_t finish(TEXT rest, SPELLING spelling, PATH_USE use, PARSED_PATH *parsed)
{
    parsed->kind = PathFile;
    uint32_t error = spelling == Literal ? takeLiterally(rest, parsed) : normalize(rest, parsed);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    const TEXT name = {parsed->text + parsed->nameOffset, parsed->count - parsed->nameOffset};
    if (spelling == Normalized && parsed->count != 0 && isReservedName(name)) {
        parsed->kind = PathNull;
        return ERROR_SUCCESS;
    }
    error = checkSegments(parsed, use);
    return error != ERROR_SUCCESS ? error : normalizeStream(parsed);
}

static uint32_t parseNumber(TEXT digits)
{
    uint32_t value = 0;
    for (uint32_t index = 0; index < digits.count; index++) {
        if (digits.chars[index] < u'0' || digits.chars[index] > u'9' || value > 9999) {
            return UINT32_MAX;
        }
        value = value * 10 + (uint32_t)(digits.chars[index] - u'0');
    }
    return digits.count == 0 ? UINT32_MAX : value;
}

/* A disk carries one volume here, with the same number. */
static uint32_t parseDisk(TEXT name, PARSED_PATH *parsed)
{
    const uint32_t number = parseNumber(TextPart(name, 13, name.count));
    if (number >= Machine.volumeCount) {
        return ERROR_FILE_NOT_FOUND;
    }
    parsed->kind = PathDisk;
    parsed->volume = Machine.volumes[number];
    return ERROR_SUCCESS;
}

/* What follows \\.\ or \\?\: a drive, a volume name, a device. */
static uint32_t parseDevicePath(TEXT rest, SPELLING spelling, PATH_USE use, PARSED_PATH *parsed)
{
    if (startsWith(rest, TEXT_LITERAL(u"GLOBALROOT\\Device\\"))) {
        rest = TextPart(rest, 18, rest.count);
    }
    uint32_t end = 0;
    while (end < rest.count && rest.chars[end] != u'\\' && !(spelling == Normalized && rest.chars[end] == u'/')) {
        end++;
    }
    TEXT device = TextPart(rest, 0, end);
    if (TextEquals(device, TEXT_LITERAL(u"UNC"))) {
        return ERROR_BAD_NETPATH;
    }
    if (startsWith(device, TEXT_LITERAL(u"PhysicalDrive")) && end == rest.count) {
        return parseDisk(device, parsed);
    }
    if (isReservedName(device) && end == rest.count) {
        parsed->kind = PathNull;
        return ERROR_SUCCESS;
    }
    if (startsWith(device, TEXT_LITERAL(u"HarddiskVolume"))) {
        const uint32_t number = parseNumber(TextPart(device, 14, device.count));
        parsed->volume = number - 1 < Machine.volumeCount ? Machine.volumes[number - 1] : NULL;
    } else {
        parsed->volume = PathFindVolume(device);
    }
    if (parsed->volume == NULL) {
        /* a drive or volume that is not there is a path not found; any other device name is a file not found */
        const bool isDrive = (device.count == 2 && isLetter(device.chars[0]) && device.chars[1] == u':') ||
                             startsWith(device, TEXT_LITERAL(u"Volume{"));
        return isDrive && end != rest.count ? ERROR_PATH_NOT_FOUND : ERROR_FILE_NOT_FOUND;
    }
    if (end == rest.count) {
        parsed->kind = PathVolumeDevice;
        return ERROR_SUCCESS;
    }
    parsed->hasTrailingSeparator = true;
    return finish(TextPart(rest, end + 1, rest.count), spelling, use, parsed);
}

static uint32_t parseDrivePath(TEXT text, PATH_USE use, PARSED_PATH *parsed)
{
    const bool hasDrive = text.count >= 2 && isLetter(text.chars[0]) && text.chars[1] == u':';
    if (!hasDrive && isReservedName(text)) {
        parsed->kind = PathNull;
        return ERROR_SUCCESS;
    }
    /* Every drive's current directory is its root, and the current drive is the first one. */
    parsed->volume = hasDrive ? MachineFindMount(TextPart(text, 0, 2)) : Machine.volumeCount != 0 ? Machine.volumes[0] : NULL;
    if (parsed->volume == NULL) {
        return ERROR_PATH_NOT_FOUND;
    }
    return finish(TextPart(text, hasDrive ? 2 : 0, text.count), Normalized, use, parsed);
}

uint32_t PathParse(const char16_t *path, PATH_USE use, PARSED_PATH *parsed)
{
    parsed->volume = NULL;
    parsed->count = parsed->streamOffset = parsed->nameOffset = 0;
    parsed->hasTrailingSeparator = false;
    if (path == NULL || path[0] == 0) {
        return ERROR_PATH_NOT_FOUND;
    }
    const TEXT text = {path, TextCount(path, HOST_PATH_UNITS)};
    if (text.count >= HOST_PATH_UNITS) {
        return ERROR_FILENAME_EXCED_RANGE;
    }
    if (startsWith(text, TEXT_LITERAL(u"\\\\?\\")) || startsWith(text, TEXT_LITERAL(u"\\??\\"))) {
        return parseDevicePath(TextPart(text, 4, text.count), Literal, use, parsed);
    }
    if (text.count >= 2 && isSeparator(text.chars[0]) && isSeparator(text.chars[1])) {
        const bool isDevice = text.count >= 4 && (text.chars[2] == u'.' || text.chars[2] == u'?') && isSeparator(text.chars[3]);
        return isDevice ? parseDevicePath(TextPart(text, 4, text.count), Normalized, use, parsed)
                        : (uint32_t)ERROR_BAD_NETPATH;
    }
    return parseDrivePath(text, use, parsed);
}
