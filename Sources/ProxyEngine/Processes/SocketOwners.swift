import FlowKit
import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Who owns the sockets of this machine, by what Linux tells about sockets, and under `/proc` about processes.
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
    private let asksKernel: Bool
    /// The owners found last, newest first.
    private let recent = Mutex<[(incarnation: Incarnation, owner: ClientProcess.Owner)]>([])

    /// - Parameters:
    ///   - root: where the tables are: `/proc`.
    ///   - asksKernel: false where only the tables are to be read.
    init(root: String, asksKernel: Bool) {
        self.root = root
        self.asksKernel = asksKernel
    }

    /// `nil`: this system has no such tables.
    static var system: SocketOwners? {
        #if os(Linux)
            SocketOwners(root: "/proc", asksKernel: true)
        #else
            nil
        #endif
    }

    /// What can be told of the owners of clients' sockets. Takes less than a millisecond where they are known ones, and some
    /// more on a machine with many processes or one that has only tables to tell of sockets.
    func find(_ wanted: Set<SocketPair>) -> [SocketPair: ClientProcess.State] {
        var inodes = sockets(of: wanted)
        var found: [SocketPair: ClientProcess.State] = [:]
        let recent = recent.withLock { $0 }
        for (incarnation, owner) in recent where !inodes.isEmpty {
            guard start(of: incarnation.id) == incarnation.start else { continue }
            take(incarnation.id, from: &inodes) { found[$0] = .found(owner) }
        }
        guard !inodes.isEmpty else { return found }
        for id in entries(of: root).compactMap({ Int($0) }).sorted(by: >) where !inodes.isEmpty {
            var owner: ClientProcess.Owner?
            take(id, from: &inodes) { pair in
                let known = owner ?? remember(id)
                owner = known
                found[pair] = .found(known)
            }
        }
        for pair in inodes.values { found[pair] = .unknown("it is another user's, or just ended") }
        return found
    }

    /// The sockets by their inodes; those that were closed have none.
    private func sockets(of wanted: Set<SocketPair>) -> [UInt64: SocketPair] {
        var inodes: [UInt64: SocketPair] = [:]
        var unanswered = wanted
        #if os(Linux)
            if asksKernel, let diagnosis = SocketDiagnosis() {
                for pair in wanted {
                    guard let answer = diagnosis.find(pair) else { break }
                    unanswered.remove(pair)
                    if case .inode(let inode) = answer { inodes[inode] = pair }
                }
            }
        #endif
        for name in ["tcp", "tcp6"] where !unanswered.isEmpty {
            // A system without IPv6 has no such file.
            guard let table = contents(of: "\(root)/net/\(name)", limit: Self.tableByteLimit) else { continue }
            for (pair, inode) in SocketTable.inodes(of: unanswered, in: table) {
                inodes[inode] = pair
                unanswered.remove(pair)
            }
        }
        return inodes
    }

    /// Calls `body` with the connections whose sockets the process has.
    private func take(_ id: Int, from inodes: inout [UInt64: SocketPair], _ body: (SocketPair) -> Void) {
        for name in entries(of: "\(root)/\(id)/fd") {
            guard !inodes.isEmpty else { return }
            guard let inode = inode(at: "\(root)/\(id)/fd/\(name)") else { continue }
            if let pair = inodes.removeValue(forKey: inode) { body(pair) }
        }
    }

    /// `nil`: what is open there is no socket.
    private func inode(at path: String) -> UInt64? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { target in
            guard let start = target.baseAddress else { return nil }
            let bytes = UnsafeRawBufferPointer(target)[..<max(0, readlink(path, start, target.count))]
            guard bytes.starts(with: "socket:[".utf8) else { return nil }
            return UInt64(String(decoding: bytes.dropFirst(8).dropLast(), as: UTF8.self))
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
