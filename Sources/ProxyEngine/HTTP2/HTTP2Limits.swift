internal import NIOCore

/// How much of what costs little to send, and much to take, one peer may send.
///
/// Each kind of frame has a bucket: `burst` at once, refilled by `perSecond`. Frames that carry something earn
/// ``creditsPerUsefulFrame`` more for the kinds that go along with traffic. No known client comes near any of them.
struct HTTP2Limits: Sendable {
    struct Rate: Sendable {
        var burst: Int
        var perSecond: Int
    }

    /// Streams the client resets, or that we must reset (CVE-2023-44487, CVE-2025-8671). Each that ends well earns one back.
    var resets = Rate(burst: 500, perSecond: 50)
    var settings = Rate(burst: 100, perSecond: 10)
    var pings = Rate(burst: 1_000, perSecond: 100)
    /// DATA frames with nothing in them, that do not end their stream.
    var emptyData = Rate(burst: 500, perSecond: 50)
    var priorities = Rate(burst: 2_000, perSecond: 200)
    /// WINDOW_UPDATE frames that give less than ``smallIncrement``, or are for streams that ended.
    var windowUpdates = Rate(burst: 5_000, perSecond: 500)
    /// Frames of unknown types, repeated GOAWAYs, and frames on streams that ended.
    var otherFrames = Rate(burst: 2_000, perSecond: 200)

    var smallIncrement = 4_096
    var creditsPerUsefulFrame = 4
    var creditLimit = 20_000

    /// The size of one message's fields, uncompressed; beyond it a request is answered with 431.
    var fieldsBytes = 256 << 10
    /// The size of one compressed block, over all its frames, and the number of those.
    var blockBytes = 512 << 10
    var blockFrames = 128
    /// From its first frame to its last.
    var blockTime = TimeAmount.seconds(30)
    /// How long a peer that speaks may take to acknowledge our SETTINGS.
    var settingsTime = TimeAmount.seconds(60)
    /// The dynamic tables of field compression, whatever the peer would allow.
    var tableBytes = 64 << 10

    /// Informational responses before one response.
    var informationalResponses = 100

    /// Acknowledgements and resets that were queued since the peer last took output.
    var queuedAnswers = 10_000
    /// Output, stream content not counted, that the peer does not take.
    var queuedBytes = 16 << 20

    /// The receive window of the connection: what one peer can make us hold.
    var connectionWindow = 32 << 20
    /// To what a stream's receive window grows while its content is passed on as fast as it comes.
    var streamWindow = 4 << 20
    /// What the windows of all streams together may be larger than their initial size.
    var spareWindow = 1 << 40
    /// What a stream of ours is opened to along with its request, while ``spareWindow`` lasts; 0: not at all.
    var openedWindow = 0
    /// Content queued for one stream: over the first it is not writable, under the second it is again.
    var highWaterMark = 64 << 10
    var lowWaterMark = 32 << 10

    static let standard = HTTP2Limits()

    /// Towards servers. A client that takes nothing can have us hold, of 256 streams, the initial window of each, what
    /// waits for it until it counts as not writable, and the spare: 256 × (64 KiB + 64 KiB) + 16 MiB = 48 MiB.
    ///
    /// All windows fit into the connection's, so that no stream waits because others are stuck.
    static let toServer = HTTP2Limits(spareWindow: 16 << 20, openedWindow: 1 << 20)
}
