import Foundation

/// How many files and sockets the program may have open.
enum DescriptorLimit {
    /// Enough for thousands of clients, of which each takes two; few enough for a child that goes through them all.
    private static let wanted: rlim_t = 16_384

    #if canImport(Glibc)
        private static let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let files = RLIMIT_NOFILE
    #endif

    /// Raises it as far as this user may: systems begin with 1,024 or, on macOS, 256.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0, limit.rlim_cur < wanted else { return }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        // Where it cannot be raised, the proxy takes as many clients as there is room for.
        _ = setrlimit(files, &limit)
    }
}
