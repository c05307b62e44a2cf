import Foundation
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A server that keeps what each connection sent, up to the end of its first request, and answers with nothing.
final class RequestSink: Sendable {
    let port: Int
    private let listener: Int32
    private let received = Mutex<[[UInt8]]>([])

    init() throws {
        #if canImport(Darwin)
            listener = socket(AF_INET, SOCK_STREAM, 0)
        #else
            listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
        let thread = Thread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                let bytes = readRequest(connection)
                self?.received.withLock { $0.append(bytes) }
                let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
                _ = answer.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, 0) }
                close(connection)
            }
        }
        thread.start()
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    var requests: [[UInt8]] { received.withLock { $0 } }
}

/// Reads up to where head and framing say the request ends; gives up after two silent seconds.
private func readRequest(_ connection: Int32) -> [UInt8] {
    var patience = timeval(tv_sec: 2, tv_usec: 0)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65536)
    while !isComplete(bytes) {
        let count = recv(connection, &block, block.count, 0)
        guard count > 0 else { break }
        bytes += block[..<count]
    }
    return bytes
}

private func isComplete(_ bytes: [UInt8]) -> Bool {
    guard let (head, body) = splitHead(bytes) else { return false }
    let lines = String(decoding: head, as: UTF8.self).lowercased().components(separatedBy: "\r\n")
    if lines.contains(where: { $0.hasPrefix("transfer-encoding:") }) {
        return body.suffix(5).elementsEqual("0\r\n\r\n".utf8)
    }
    let length = lines.first { $0.hasPrefix("content-length:") }
    return body.count >= (length.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0)
}

/// The head with the line break of its last line, and what follows the empty line.
func splitHead(_ bytes: [UInt8]) -> (head: ArraySlice<UInt8>, body: ArraySlice<UInt8>)? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    return (bytes[..<(end.lowerBound + 2)], bytes[end.upperBound...])
}

/// The content of a chunked body.
func joinChunks(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var content: [UInt8] = []
    var rest = bytes
    while let end = rest.firstRange(of: [0x0D, 0x0A]) {
        guard let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0 else {
            break
        }
        content += rest[end.upperBound...].prefix(size)
        rest = rest[end.upperBound...].dropFirst(size + 2)
    }
    return content
}
