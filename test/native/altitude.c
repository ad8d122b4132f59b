#include "../../native/sim/altitude.h"
#include "harness.h"

/* From lowest to highest; texts in one row are equal. */
static const char16_t *const ordered[][3] = {
    {u"0", u"000", u"0.000"},
    {u"0.0000000000000000000000000000000001", u"00.00000000000000000000000000000000010", NULL},
    {u"0.1", u"0.10", u"00.1"},
    {u"1", u"1.0", NULL},
    {u"9", NULL, NULL},
    {u"10", NULL, NULL},
    {u"40700", u"40700.0", u"040700"},
    {u"40700.5", NULL, NULL},
    {u"180451", NULL, NULL},
    {u"328010", NULL, NULL},
    {u"9007199254740992", NULL, NULL},
    {u"9007199254740993", NULL, NULL}, /* a double cannot tell it from the one before */
    {u"100000000000000000000000000000000000000", NULL, NULL},
};
enum { ROWS = sizeof(ordered) / sizeof(ordered[0]) };

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

TEST("altitudes compare as decimals of any length, digit by digit; equal decimals are equal")
{
    for (int a = 0; a < ROWS; a++) {
        for (int b = 0; b < ROWS; b++) {
            for (int i = 0; i < 3 && ordered[a][i] != NULL; i++) {
                for (int j = 0; j < 3 && ordered[b][j] != NULL; j++) {
                    const int order = AltitudeCompare(TextOf(ordered[a][i]), TextOf(ordered[b][j]));
                    CHECK_ROW(a * ROWS + b, sign(order) + 1, sign(a - b) + 1);
                }
            }
        }
    }
}

static uint32_t seed = 7;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static TEXT drawAltitude(char16_t out[16])
{
    uint32_t count = 0;
    const uint32_t whole = 1 + draw(5), fraction = draw(4);
    for (uint32_t index = 0; index < whole; index++) {
        out[count++] = (char16_t)(u'0' + draw(3));
    }
    if (fraction != 0) {
        out[count++] = u'.';
    }
    for (uint32_t index = 0; index < fraction; index++) {
        out[count++] = (char16_t)(u'0' + draw(3));
    }
    return (TEXT){out, count};
}

TEST("altitude order is total, antisymmetric and transitive")
{
    for (uint32_t round = 0; round < 20000; round++) {
        char16_t text[3][16];
        const TEXT a = drawAltitude(text[0]), b = drawAltitude(text[1]), c = drawAltitude(text[2]);
        CHECK(AltitudeIsValid(a));
        CHECK_EQUAL(AltitudeCompare(a, a), 0);
        CHECK_EQUAL(sign(AltitudeCompare(a, b)), -sign(AltitudeCompare(b, a)));
        if (AltitudeCompare(a, b) <= 0 && AltitudeCompare(b, c) <= 0) {
            CHECK(AltitudeCompare(a, c) <= 0);
        }
    }
}

TEST("an altitude is digits with an optional fraction; filters with another one are not added")
{
    static const char16_t *const invalid[] = {u"", u".", u"1.", u".5", u"-1", u"+1", u"1e5", u"1.2.3", u" 1", u"1 ", u"x"};
    for (uint32_t row = 0; row < sizeof(invalid) / sizeof(invalid[0]); row++) {
        CHECK_ROW(row, AltitudeIsValid(TextOf(invalid[row])), 0);
        CHECK_ROW(row, SimAddFilter(u"F", u"f.sys", invalid[row], 0, 0, SIM_KIND_MINIFILTER, NULL, NULL), 87);
    }
    CHECK_EQUAL(SimAddFilter(u"F", u"f.sys", u"", 0, 0, SIM_KIND_LEGACY, NULL, NULL), 0);
}

TEST("two minifilters cannot sit at one altitude of a volume, however it is written")
{
    AddMachine(26100);
    AddOptedInFilter(u"A", u"40700");
    CHECK_EQUAL(SimAddFilter(u"B", u"b.sys", u"040700.00", 8, 1, SIM_KIND_MINIFILTER, NULL, NULL), 0);
    CHECK_EQUAL(SimAttachFilter(u"B", u"D:", NULL), 183);
}
