/// A content coding (RFC 9110 §8.4.1): how to undo it and how to apply it.
///
/// To add one, write it in a file of its own and put it into `builtIn`.
package struct ContentCoding: Sendable {
    /// In lower case; the first is the one written.
    package let names: [String]
    /// Makes a decoder for data that begins with these (at most two) bytes; `nil`: out of memory.
    let makeDecoder: @Sendable (_ prefix: [UInt8]) -> (any ContentDecoder)?
    /// `nil`: out of memory.
    let encode: @Sendable ([UInt8]) -> [UInt8]?

    package static let builtIn: [ContentCoding] = [.gzip, .deflate, .brotli, .zstd]

    package static func named(_ name: String) -> ContentCoding? {
        builtIn.first { $0.names.contains(name) }
    }

    /// The codings of a message in the order they were applied, in lower case, without `identity`.
    package static func names(in headers: Headers) -> [String] {
        // Most messages have none, which is told far quicker than by going through the fields.
        guard fieldName.isFound(in: headers.bytes) else { return [] }
        return headers.tokens("Content-Encoding").filter { $0 != "identity" }
    }

    private static let fieldName = LiteralNeedle("content-encoding".utf8)

    /// Applies the codings in order, as the value of a Content-Encoding field lists them: what an edited body needs.
    package static func encode(_ bytes: [UInt8], with names: [String]) throws(ContentCodingError) -> [UInt8] {
        var bytes = bytes
        for name in names where name != "identity" {
            guard let coding = named(name) else {
                throw ContentCodingError(message: "cannot encode the body: unknown content coding \"\(name)\"")
            }
            guard let encoded = coding.encode(bytes) else {
                throw ContentCodingError(message: "cannot encode the body as \(name): out of memory")
            }
            bytes = encoded
        }
        return bytes
    }
}

/// Why a body cannot be encoded.
package struct ContentCodingError: Error, Hashable, Sendable {
    /// What people read: lower case, no full stop.
    package let message: String
}

/// Undoes one coding of one body after the other, step by step.
protocol ContentDecoder: AnyObject {
    /// Takes from the front of `input`, which is all there is, and puts to the front of `output`, as much as goes.
    func step(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> DecodingStep

    /// Makes it ready for another body, which begins with these (at most two) bytes.
    ///
    /// - Returns: false where it cannot be used again.
    func begin(with prefix: [UInt8]) -> Bool

    /// Called at the end of the coded data when more bytes follow.
    ///
    /// - Returns: whether they belong to it (a further gzip member or zstd frame); decoding then goes on.
    func restart(before byte: UInt8) -> Bool
}

struct DecodingStep {
    enum State {
        case going
        case ended
        case failed(String)
    }

    var consumed: Int
    var produced: Int
    var state: State
}
