#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the environment says about the terminal.
struct Environment {
    /// `TERM`.
    var terminalType = variable("TERM")
    /// `NO_COLOR`, set to anything but nothing.
    var refusesColor = !variable("NO_COLOR").isEmpty
    /// `COLORTERM` promises 24 bits a colour.
    var hasTrueColor = ["truecolor", "24bit"].contains(variable("COLORTERM"))

    /// Takes the user's character set for this process, and UTF-8 where the environment does not name any.
    ///
    /// - Returns: Whether it is UTF-8.
    static func adoptLocale() -> Bool {
        let isNamed = ["LC_ALL", "LC_CTYPE", "LANG"].contains { !variable($0).isEmpty }
        if !isNamed { setlocale(LC_CTYPE, "C.UTF-8") }
        if isNamed, setlocale(LC_CTYPE, "") == nil, namesUTF8 {
            // A locale not installed here, as over ssh.
            setlocale(LC_CTYPE, "C.UTF-8")
        }
        guard let codeset = nl_langinfo(nl_item(CODESET)) else { return false }
        return String(cString: codeset) == "UTF-8"
    }

    private static var namesUTF8: Bool {
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].map { variable($0) }.first { !$0.isEmpty } ?? ""
        return ["utf-8", "utf8"].contains { name.lowercased().hasSuffix($0) }
    }
}

private func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
}
