/* An event of the log as XML, in the form of EvtRender: System, then EventData with one Data for each property. */
#include "wevtapi-log.h"

#include <string.h>

/* FILETIME as 2022-04-20T21:27:15.2722435Z. Days to a date: Howard Hinnant, "chrono-compatible low-level date algorithms". */
static void appendTime(TEXT_BUFFER *out, int64_t fileTime)
{
    const int64_t day = 864000000000;
    const uint64_t ticks = (uint64_t)fileTime % (uint64_t)day;
    const uint32_t days = (uint32_t)((uint64_t)fileTime / (uint64_t)day) + 584694; /* since 0000-03-01 */
    const uint32_t era = days / 146097, ofEra = days % 146097;
    const uint32_t yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
    const uint32_t ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const uint32_t shifted = (5 * ofYear + 2) / 153;
    const uint32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    const uint32_t parts[] = {yearOfEra + era * 400 + (month <= 2), month, ofYear - (153 * shifted + 2) / 5 + 1,
                              (uint32_t)(ticks / 36000000000), (uint32_t)(ticks / 600000000 % 60),
                              (uint32_t)(ticks / 10000000 % 60)};
    static const char separators[] = {'-', '-', 'T', ':', ':', '.'};
    for (uint32_t index = 0; index < 6; index++) {
        const uint32_t digits = index == 0 ? 4 : 2;
        for (uint32_t limit = digits == 4 ? 1000 : 10; limit > 1 && parts[index] < limit; limit /= 10) {
            TextAppendAscii(out, "0");
        }
        TextAppendUint(out, parts[index]);
        const char separator[] = {separators[index], 0};
        TextAppendAscii(out, separator);
    }
    const uint32_t fraction = (uint32_t)(ticks % 10000000);
    for (uint32_t limit = 1000000; limit > 1 && fraction < limit; limit /= 10) {
        TextAppendAscii(out, "0");
    }
    TextAppendUint(out, fraction);
    TextAppendAscii(out, "Z");
}

static void appendEscaped(TEXT_BUFFER *out, TEXT text)
{
    for (uint32_t index = 0; index < text.count; index++) {
        switch (text.chars[index]) {
        case u'&': TextAppendAscii(out, "&amp;"); break;
        case u'<': TextAppendAscii(out, "&lt;"); break;
        case u'>': TextAppendAscii(out, "&gt;"); break;
        case u'\'': TextAppendAscii(out, "&apos;"); break;
        case u'"': TextAppendAscii(out, "&quot;"); break;
        default: TextAppend(out, TextPart(text, index, index + 1)); break;
        }
    }
}

typedef struct {
    const uint8_t *bytes;
    uint32_t left;
} READER;

static bool take(READER *reader, void *out, uint32_t count)
{
    if (reader->left < count) {
        return false;
    }
    memcpy(out, reader->bytes, count);
    reader->bytes += count;
    reader->left -= count;
    return true;
}

/* Text with a counted length, or up to its NUL; units are copied one by one, since a payload aligns nothing. */
static bool appendText(TEXT_BUFFER *out, READER *reader, bool isAnsi, bool isCounted, uint32_t count)
{
    for (uint32_t index = 0; !isCounted || index < count; index++) {
        char16_t unit = 0;
        if (!take(reader, &unit, isAnsi ? 1 : 2)) {
            return false;
        }
        if (unit == 0) {
            return !isCounted;
        }
        appendEscaped(out, (TEXT){&unit, 1});
    }
    return true;
}

static bool appendNumber(TEXT_BUFFER *out, READER *reader, uint16_t type, uint32_t *number)
{
    uint16_t small = 0;
    int64_t time = 0;
    *number = 0;
    switch (type) {
    case TDH_INTYPE_FILETIME:
        if (!take(reader, &time, sizeof(time))) {
            return false;
        }
        appendTime(out, time);
        return true;
    case TDH_INTYPE_UINT16:
        if (!take(reader, &small, sizeof(small))) {
            return false;
        }
        *number = small;
        TextAppendUint(out, small);
        return true;
    default:
        if (!take(reader, number, sizeof(*number))) {
            return false;
        }
        if (type == TDH_INTYPE_HEXINT32) {
            TextAppendAscii(out, "0x");
            TextAppendHex(out, *number, *number == 0 ? 1 : 8);
        } else {
            TextAppendUint(out, *number);
        }
        return true;
    }
}

static void appendData(TEXT_BUFFER *out, const LOG_RECORD *record)
{
    uint32_t count;
    const ETW_PROPERTY *properties = EtwFilterManagerSchema(&record->descriptor, &count);
    READER reader = {record->payload, record->payloadBytes};
    uint32_t numbers[16] = {0};
    bool isWhole = true;
    TextAppendAscii(out, "<EventData>");
    for (uint32_t index = 0; isWhole && index < count; index++) {
        const ETW_PROPERTY *property = &properties[index];
        TextAppendAscii(out, "<Data Name='");
        TextAppend(out, TextOf(property->name));
        TextAppendAscii(out, "'>");
        const bool isAnsi = property->inType == TDH_INTYPE_ANSISTRING;
        if (isAnsi || property->inType == TDH_INTYPE_UNICODESTRING) {
            const bool isCounted = property->lengthIndex != 0;
            isWhole = appendText(out, &reader, isAnsi, isCounted, isCounted ? numbers[property->lengthIndex - 1] : 0);
        } else {
            isWhole = appendNumber(out, &reader, property->inType, &numbers[index]);
        }
        TextAppendAscii(out, "</Data>");
    }
    TextAppendAscii(out, "</EventData>");
}

void SystemLogXml(const LOG_RECORD *record, TEXT_BUFFER *xml)
{
    TextAppendAscii(xml, "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider "
                         "Name='Microsoft-Windows-FilterManager' Guid='{f3c5e28e-63f6-49c7-a204-e48a1bc4b09d}'/><EventID>");
    TextAppendUint(xml, record->descriptor.Id);
    TextAppendAscii(xml, "</EventID><Version>");
    TextAppendUint(xml, record->descriptor.Version);
    TextAppendAscii(xml, "</Version><Level>");
    TextAppendUint(xml, record->descriptor.Level);
    TextAppendAscii(xml, "</Level><Task>0</Task><Opcode>0</Opcode><Keywords>0x");
    TextAppendHex(xml, record->descriptor.Keyword, 16);
    TextAppendAscii(xml, "</Keywords><TimeCreated SystemTime='");
    appendTime(xml, record->systemTime);
    TextAppendAscii(xml, "'/><EventRecordID>");
    TextAppendUint(xml, record->id);
    TextAppendAscii(xml, "</EventRecordID><Correlation/><Execution ProcessID='");
    TextAppendUint(xml, record->processId);
    TextAppendAscii(xml, "' ThreadID='");
    TextAppendUint(xml, record->threadId);
    TextAppendAscii(xml, "'/><Channel>System</Channel><Computer>");
    appendEscaped(xml, TextOf(Machine.name));
    TextAppendAscii(xml, "</Computer><Security UserID='S-1-5-18'/></System>");
    appendData(xml, record);
    TextAppendAscii(xml, "</Event>");
}
