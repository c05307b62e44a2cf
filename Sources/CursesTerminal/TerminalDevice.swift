#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The terminal as a file: standard input and output where they are one, else the controlling terminal.
final class TerminalDevice {
    let input: UnsafeMutablePointer<FILE>
    let output: UnsafeMutablePointer<FILE>
    let inputDescriptor: Int32
    let outputDescriptor: Int32
    /// The line settings found, to go back to.
    let settings: termios

    init() throws(CursesError) {
        guard let inputDescriptor = Self.open(STDIN_FILENO), let outputDescriptor = Self.open(STDOUT_FILENO),
            let input = fdopen(inputDescriptor, "r"), let output = fdopen(outputDescriptor, "w")
        else { throw .noTerminal }
        var settings = termios()
        guard tcgetattr(outputDescriptor, &settings) == 0 else { throw .noTerminal }
        (self.input, self.output, self.settings) = (input, output, settings)
        (self.inputDescriptor, self.outputDescriptor) = (inputDescriptor, outputDescriptor)
    }

    func write(_ bytes: some Collection<UInt8>) {
        writeAll(bytes, to: outputDescriptor)
    }

    func restoreSettings() {
        var settings = settings
        tcsetattr(outputDescriptor, TCSADRAIN, &settings)
    }

    func close() {
        fclose(input)
        fclose(output)
    }

    private static func open(_ standard: Int32) -> Int32? {
        let descriptor =
            isatty(standard) == 1 ? fcntl(standard, F_DUPFD_CLOEXEC, 3) : systemOpen("/dev/tty", O_RDWR | O_CLOEXEC)
        return descriptor >= 0 ? descriptor : nil
    }
}

private func systemOpen(_ path: String, _ flags: Int32) -> Int32 {
    open(path, flags)
}
