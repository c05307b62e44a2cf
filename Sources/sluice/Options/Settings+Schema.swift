import FlowKit
import Foundation

extension Settings {
    /// Far more than the descriptors of any system take.
    private static let descriptorByteLimit = 64 << 20

    /// What the files of `--proto-descriptors` say together; of two types of one name the later one holds.
    func schema() throws(UsageError) -> ProtobufSchema {
        var schema = ProtobufSchema()
        for setting in protoDescriptors {
            let bytes = try Self.descriptors(setting)
            do {
                try schema.add(descriptorSet: bytes)
            } catch {
                throw UsageError(
                    "\(setting.origin): \(setting.text) is not a descriptor set: \(error.message) at byte \(error.offset) "
                        + "(protoc --descriptor_set_out=FILE --include_imports writes one)"
                )
            }
        }
        return schema
    }

    /// For commands that show no message decoded. Descriptors that a variable or the configuration names are for the others.
    func refuseDescriptors() throws(UsageError) {
        let option = SettingKey.protoDescriptors.option
        guard protoDescriptors.contains(where: { $0.origin == option }) else { return }
        throw UsageError(
            "\(option): what is written without a screen has bodies as they came "
                + "(write --har FILE, then see it with sluice open \(option))"
        )
    }

    private static func descriptors(_ setting: Setting) throws(UsageError) -> [UInt8] {
        let data: Data?
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: setting.text))
            data = try file.read(upToCount: descriptorByteLimit + 1)
        } catch {
            throw UsageError("\(setting.origin): cannot read \(setting.text): \(error.reason.lowercased())")
        }
        let bytes = Array(data ?? Data())
        guard bytes.count <= descriptorByteLimit else {
            throw UsageError("\(setting.origin): \(setting.text) is too large for a descriptor set")
        }
        return bytes
    }
}
