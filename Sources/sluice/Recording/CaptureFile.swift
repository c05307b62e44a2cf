import Foundation
import Synchronization

/// A file of flows being written: bytes at its end, and a tail that is put after them and overwritten by what follows.
///
/// With a tail that closes what the head opened, the file is whole after every write, whatever happens next. Where the
/// output cannot seek (a pipe), the tail is written once, by `close`.
final class CaptureFile {
    private let output: Standard
    private let ownsDescriptor: Bool
    private let canSeek: Bool
    private var tail: [UInt8] = []
    /// Where the tail begins.
    private var end: off_t = 0
    /// False once a write failed: nobody reads any more, or the disk is full.
    private(set) var failure: String?

    /// Creates the file, readable by its owner alone, or empties the one that is there; `-` is standard output.
    init(path: String) throws(ProgramError) {
        guard path != "-" else {
            output = .output
            ownsDescriptor = false
            canSeek = false
            return
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ProgramError("cannot write \(path): \(String(cString: strerror(errno)).lowercased())")
        }
        output = Standard(descriptor: descriptor)
        ownsDescriptor = true
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)  // nothing known: not regular
        let isRegular = attributes?[.type] as? FileAttributeType == .typeRegular
        // A file that was there keeps its mode otherwise; captures hold secrets.
        if isRegular { fchmod(descriptor, 0o600) }
        canSeek = isRegular
    }

    func append(_ bytes: [UInt8], tail: [UInt8] = []) {
        guard failure == nil else { return }
        self.tail = tail
        let isWritten: Bool
        if canSeek {
            lseek(output.descriptor, end, SEEK_SET)
            isWritten = output.write(bytes + tail)
        } else {
            isWritten = output.write(bytes)
        }
        end += off_t(bytes.count)
        if !isWritten { failure = String(cString: strerror(errno)).lowercased() }
    }

    func close() {
        if !canSeek, failure == nil { output.write(tail) }
        if ownsDescriptor { Foundation.close(output.descriptor) }
    }
}
