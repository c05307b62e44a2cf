/// A finished flow in one allocation: its heads and small bodies as the bytes they were, everything else written short.
///
/// What its neighbours have too (method, host, path, connections) is in the segment's tables and in the columns.
///
/// `@unchecked Sendable`: nothing in the buffer changes once it is made.
struct PackedFlow: @unchecked Sendable {
    struct Header {
        let byteCount: Int
        let requestBody: StoredBody?
        let responseBody: StoredBody?
        let rarities: Rarities?
    }

    /// What few flows have.
    final class Rarities: Sendable {
        let forwardedRequest: Request?
        let informational: [Response]
        let messages: MessageLog?
        /// Connections that the segment has no symbols for.
        let client: Connection?
        let server: Connection?
        let footprint: Int

        init(of flow: borrowing Flow, withConnections: Bool) {
            forwardedRequest = flow.forwardedRequest
            informational = flow.informational
            messages = flow.messages
            client = withConnections ? flow.client : nil
            server = withConnections ? flow.server : nil
            footprint = flow.rareFootprint
        }
    }

    private let buffer: ManagedBuffer<Header, UInt8>

    init(_ header: Header, bytes: [UInt8]) {
        buffer = ManagedBuffer.create(minimumCapacity: bytes.count) { _ in header }
        buffer.withUnsafeMutablePointerToElements { elements in
            _ = UnsafeMutableBufferPointer(start: elements, count: bytes.count).initialize(fromContentsOf: bytes)
        }
    }

    var header: Header { buffer.header }

    /// Lends what was written.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        buffer.withUnsafeMutablePointers { header, elements in
            body(UnsafeBufferPointer(start: elements, count: header.pointee.byteCount))
        }
    }

    func isSame(as other: PackedFlow) -> Bool { buffer === other.buffer }

    /// Bytes it takes without the bodies that other flows may have too: the allocation, and its slot in the columns.
    var footprint: Int { Self.fixedByteCount + header.byteCount + (header.rarities?.footprint ?? 0) }

    private static let fixedByteCount = 176
}
