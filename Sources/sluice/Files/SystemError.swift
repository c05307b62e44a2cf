import Foundation

extension Error {
    /// The system's own words for an error of Foundation's file functions, such as `Permission denied`.
    var reason: String {
        let error = self as NSError
        let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        guard underlying.domain == NSPOSIXErrorDomain else { return localizedDescription }
        return String(cString: strerror(Int32(underlying.code)))
    }
}
