#include "altitude.h"

static uint32_t wholeDigits(TEXT altitude)
{
    uint32_t count = 0;
    while (count < altitude.count && altitude.chars[count] != u'.') {
        count++;
    }
    return count;
}

static bool allDigits(TEXT text)
{
    for (uint32_t index = 0; index < text.count; index++) {
        if (text.chars[index] < u'0' || text.chars[index] > u'9') {
            return false;
        }
    }
    return text.count != 0;
}

bool AltitudeIsValid(TEXT altitude)
{
    const uint32_t whole = wholeDigits(altitude);
    if (!allDigits(TextPart(altitude, 0, whole))) {
        return false;
    }
    return whole == altitude.count || allDigits(TextPart(altitude, whole + 1, altitude.count));
}

static TEXT withoutLeadingZeros(TEXT digits)
{
    uint32_t zeros = 0;
    while (zeros < digits.count && digits.chars[zeros] == u'0') {
        zeros++;
    }
    return TextPart(digits, zeros, digits.count);
}

static int compareFractions(TEXT a, TEXT b)
{
    const uint32_t longest = a.count > b.count ? a.count : b.count;
    for (uint32_t index = 0; index < longest; index++) {
        const char16_t digitA = index < a.count ? a.chars[index] : u'0'; /* missing digits are zeros */
        const char16_t digitB = index < b.count ? b.chars[index] : u'0';
        if (digitA != digitB) {
            return digitA < digitB ? -1 : 1;
        }
    }
    return 0;
}

static TEXT fraction(TEXT altitude, uint32_t whole)
{
    return whole < altitude.count ? TextPart(altitude, whole + 1, altitude.count) : (TEXT){NULL, 0};
}

int AltitudeCompare(TEXT a, TEXT b)
{
    if (a.count == 0 || b.count == 0) {
        return (a.count != 0) - (b.count != 0);
    }
    const uint32_t wholeA = wholeDigits(a), wholeB = wholeDigits(b);
    const TEXT digitsA = withoutLeadingZeros(TextPart(a, 0, wholeA));
    const TEXT digitsB = withoutLeadingZeros(TextPart(b, 0, wholeB));
    if (digitsA.count != digitsB.count) {
        return digitsA.count < digitsB.count ? -1 : 1;
    }
    const int whole = compareFractions(digitsA, digitsB); /* equal lengths: digit by digit is numeric order */
    return whole != 0 ? whole : compareFractions(fraction(a, wholeA), fraction(b, wholeB));
}
