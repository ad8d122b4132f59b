/* Random messages to the probe's port, and random answers from below it. Bounded; longer by hand: BPIO_FUZZ_ROUNDS=1000000
 * node test/native/run.mjs fuzz. Run under the sanitizers, so that a wrong byte anywhere ends it. */
#include "../../native/sim/altitude.h"
#include "../../native/sim/fltmgr.h"
#include "harness.h"
#include "probe-support.h"

static uint32_t seed;

static uint32_t next(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

static uint32_t rounds(uint32_t usual)
{
    const char *asked = getenv("BPIO_FUZZ_ROUNDS");
    return asked == NULL ? usual : (uint32_t)strtoul(asked, NULL, 10);
}

/* A request that is nearly right: a good one in which a few bytes are others, cut or grown. */
static uint32_t mutate(uint8_t *bytes, uint32_t capacity, HANDLE file)
{
    PROBE_ASK ask = {.Head = {PROBE_WIRE_VERSION, 0, 1 + next() % 4, 0}, .FileHandle = (uint64_t)(uintptr_t)file, .NameUnits = 5};
    static const char16_t name[] = u"Ask 0";
    memcpy(ask.Name, name, 10);
    uint32_t count = ask.Head.Command == PROBE_COMMAND_ASK ? sizeof(ask) : sizeof(ask.Head);
    ask.Head.ByteLength = count;
    memset(bytes, (int)next(), capacity);
    memcpy(bytes, &ask, count);
    for (uint32_t changes = next() % 4; changes > 0; changes--) {
        bytes[next() % count] = (uint8_t)next();
    }
    return next() % 4 == 0 ? next() % capacity : count;
}

TEST("fuzz: nearly right messages never crash the probe, never write past the buffer, never leave a count without bytes")
{
    AddMachine(26100);
    HANDLE port = StartProbe(), file = OpenForRead(u"D:\\Games\\pak0.bin");
    CHECK_EQUAL(FilterAttach(u"bpioprobe", u"D:", NULL, 0, NULL), 0);
    CHECK_EQUAL(FilterAttachAtAltitude(u"bpioprobe", u"D:", u"5", u"Ask 0", 0, NULL), 0);
    seed = 0x5EED;
    uint32_t answered = 0;
    for (uint32_t round = rounds(20000); round > 0; round--) {
        uint8_t in[200], out[4200];
        const uint32_t count = mutate(in, sizeof(in), file);
        const uint32_t capacity = next() % 3 == 0 ? next() % 400 : next() % (sizeof(out) - 8);
        memset(out, 0xA5, sizeof(out));
        uint32_t returned = 1;
        const uint32_t result = FilterSendMessage(port, next() % 50 == 0 ? NULL : in, count, next() % 50 == 0 ? NULL : out, capacity,
                                                  &returned);
        CHECK(returned <= capacity);
        CHECK_EQUAL(result == 0 ? returned >= 24 : returned == 0, 1);
        for (uint32_t index = capacity; index < capacity + 8; index++) {
            CHECK_EQUAL(out[index], 0xA5);
        }
        answered += result == 0;
    }
    CHECK(answered > 100);
    CHECK_EQUAL(ReadProbeStatistics(port).DroppedCount, 0);
    CHECK(CloseHandle(port));
}

TEST("fuzz: whatever a driver below answers, the probe's record has clipped texts and the request is as it was")
{
    AddMachine(26100);
    AddOptedInFilter(u"Rude", u"100000");
    HANDLE port = StartProbe(), file = OpenForRead(u"D:\\Games\\pak0.bin");
    CHECK_EQUAL(FilterAttach(u"bpioprobe", u"D:", NULL, 0, NULL), 0);
    CHECK_EQUAL(FilterAttachAtAltitude(u"bpioprobe", u"D:", u"200000", u"Ask 0", 0, NULL), 0);
    seed = 0xF00D;
    for (uint32_t round = rounds(3000); round > 0; round--) {
        uint8_t bytes[400];
        FS_BPIO_OUTPUT output;
        PROBE_RECORD record;
        PROBE_ANSWER answer;
        for (uint32_t index = 0; index < sizeof(bytes); index++) {
            bytes[index] = (uint8_t)next();
        }
        const uint32_t count = next() % 2 == 0 ? sizeof(output) : next() % sizeof(bytes), claimed = next() % 3 == 0 ? next() : count;
        SIM_SERVICE *rude = FltpFindService(TEXT_LITERAL(u"Rude"));
        CHECK_EQUAL(SimAddRawAnswer(u"Rude", u"*", bytes, count, claimed), 0);
        rude->rules[0] = rude->rules[rude->ruleCount - 1];
        CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
        const uint32_t got = count < sizeof(output) ? count : sizeof(output);
        CHECK_EQUAL(memcmp(&output, bytes, got < claimed ? got : claimed), 0);
        CHECK_EQUAL(DrainProbe(port, &record, 1), 1);
        CHECK(record.DriverUnits <= PROBE_DRIVER_UNITS && record.ReasonUnits <= PROBE_REASON_UNITS);
        CHECK_EQUAL((record.Flags & PROBE_RECORD_ANSWERED) != 0, claimed >= sizeof(output));
        CHECK_EQUAL(AskProbe(port, file, u"Ask 0", &answer), 0);
        CHECK_EQUAL(answer.ReturnedBytes, claimed);
        free(rude->rules[0].pattern);
        free(rude->rules[0].rawBytes);
        rude->ruleCount = 0;
    }
    CHECK(CloseHandle(port));
}

TEST("fuzz: altitudes and names of any kind never break the order of a volume's instances")
{
    AddMachine(26100);
    HANDLE port = StartProbe();
    const SIM_VOLUME *volume = MachineFindMount(TEXT_LITERAL(u"D:"));
    seed = 0xA171;
    for (uint32_t round = rounds(2000); round > 0; round--) {
        char16_t altitude[12], name[8] = u"Ask ";
        const uint32_t count = next() % 11;
        for (uint32_t index = 0; index < count; index++) {
            altitude[index] = u"0123456789.x"[next() % (next() % 4 == 0 ? 12 : 10)];
        }
        altitude[count] = 0;
        name[4] = (char16_t)(u'a' + next() % 26);
        name[5] = 0;
        (void)FilterAttachAtAltitude(u"bpioprobe", u"D:", altitude, name, 0, NULL);
        for (uint32_t index = 1; index < volume->instanceCount; index++) {
            CHECK(AltitudeCompare(TextOf(volume->instances[index - 1]->altitude), TextOf(volume->instances[index]->altitude)) > 0);
        }
        if (volume->instanceCount > 20) {
            (void)FilterDetach(u"bpioprobe", u"D:", next() % 2 == 0 ? NULL : name);
        }
    }
    CHECK(CloseHandle(port));
    CHECK_EQUAL(volume->instanceCount, 0);
}
