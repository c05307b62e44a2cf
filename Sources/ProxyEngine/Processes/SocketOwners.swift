import FlowKit
import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Who owns the sockets of this machine, by what Linux tells under `/proc`.
///
/// The processes that were found last are asked first; all others only where that was not enough.
final class SocketOwners: Sendable {
    /// One process for as long as it lives: numbers are used again.
    private struct Incarnation: Hashable {
        let id: Int
        let start: UInt64
    }

    private static let recentLimit = 64
    /// Bytes of one of the system's tables that are read.
    private static let tableByteLimit = 64 << 20

    private let root: String
    /// The owners found last, newest first.
    private let recent = Mutex<[(incarnation: Incarnation, owner: ClientProcess.Owner)]>([])

    /// - Parameter root: where the tables are: `/proc`.
    init(root: String) {
        self.root = root
    }

    /// `nil`: this system has no such tables.
    static var system: SocketOwners? {
        #if os(Linux)
            SocketOwners(root: "/proc")
        #else
            nil
        #endif
    }

    /// The owners of clients' sockets, those of them that can be found. Takes some milliseconds, and more on a machine
    /// with many processes.
    func find(_ wanted: Set<SocketPair>) -> [SocketPair: ClientProcess.Owner] {
        var inodes: [UInt64: SocketPair] = [:]
        for name in ["tcp", "tcp6"] where inodes.count < wanted.count {
            // A system without IPv6 has no such file.
            guard let table = contents(of: "\(root)/net/\(name)", limit: Self.tableByteLimit) else { continue }
            for (pair, inode) in SocketTable.inodes(of: wanted, in: table) { inodes[inode] = pair }
        }
        var found: [SocketPair: ClientProcess.Owner] = [:]
        let recent = recent.withLock { $0 }
        for (incarnation, owner) in recent where !inodes.isEmpty {
            guard start(of: incarnation.id) == incarnation.start else { continue }
            take(incarnation.id, from: &inodes) { found[$0] = owner }
        }
        guard !inodes.isEmpty else { return found }
        for id in entries(of: root).compactMap({ Int($0) }).sorted(by: >) where !inodes.isEmpty {
            var owner: ClientProcess.Owner?
            take(id, from: &inodes) { pair in
                owner = owner ?? remember(id)
                found[pair] = owner
            }
        }
        return found
    }

    /// Calls `body` with the connections whose sockets the process has.
    private func take(_ id: Int, from inodes: inout [UInt64: SocketPair], _ body: (SocketPair) -> Void) {
        for name in entries(of: "\(root)/\(id)/fd") {
            guard !inodes.isEmpty else { return }
            guard let target = link("\(root)/\(id)/fd/\(name)"), target.hasPrefix("socket:["), target.hasSuffix("]")
            else { continue }
            guard let inode = UInt64(target.dropFirst(8).dropLast()) else { continue }
            if let pair = inodes.removeValue(forKey: inode) { body(pair) }
        }
    }

    private func remember(_ id: Int) -> ClientProcess.Owner {
        let name = contents(of: "\(root)/\(id)/comm", limit: 4_096).map { bytes in
            WireText.decode(bytes.prefix { $0 != UInt8(ascii: "\n") })
        }
        let owner = ClientProcess.Owner(id: id, name: name ?? "process \(id)", path: link("\(root)/\(id)/exe") ?? "")
        guard let start = start(of: id) else { return owner }
        recent.withLock { recent in
            recent.removeAll { $0.incarnation.id == id }
            recent.insert((Incarnation(id: id, start: start), owner), at: 0)
            recent = Array(recent.prefix(Self.recentLimit))
        }
        return owner
    }

    /// When the process was started, in ticks since the system was: the 22nd field, after a name that may hold anything.
    private func start(of id: Int) -> UInt64? {
        guard let bytes = contents(of: "\(root)/\(id)/stat", limit: 4_096) else { return nil }
        guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " "))
        return fields.count > 19 ? UInt64(String(decoding: fields[19], as: UTF8.self)) : nil
    }

    // MARK: - Files

    private func contents(of path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < limit {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return bytes
    }

    /// The names in a directory; none where it cannot be read.
    private func entries(of path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private func link(_ path: String) -> String? {
        var target = [CChar](repeating: 0, count: 4_096)
        let count = readlink(path, &target, target.count)
        return count > 0 ? WireText.decode(target[..<count].map { UInt8(bitPattern: $0) }) : nil
    }
}
