import FlowKit

/// What `protoc --descriptor_set_out` wrote for the two files below, and messages of their types written by Python.
enum ShopSchema {
    static let schema: ProtobufSchema = {
        var schema = ProtobufSchema()
        do { try schema.add(descriptorSet: descriptorSet) } catch { preconditionFailure("protoc wrote it: \(error)") }
        return schema
    }()

    static let descriptorSet =
        Base64.decode(
            """
            CrANCgpzaG9wLnByb3RvEgdzaG9wLnYxGh9nb29nbGUvcHJvdG9idWYvdGltZXN0YW1wLnByb3RvGh5nb29nbGUvcHJvdG9idWYvZHVy
            YXRpb24ucHJvdG8aHmdvb2dsZS9wcm90b2J1Zi93cmFwcGVycy5wcm90bxocZ29vZ2xlL3Byb3RvYnVmL3N0cnVjdC5wcm90bxoZZ29v
            Z2xlL3Byb3RvYnVmL2FueS5wcm90bxogZ29vZ2xlL3Byb3RvYnVmL2ZpZWxkX21hc2sucHJvdG8i2AkKBEl0ZW0SEgoEbmFtZRgBIAEo
            CVIEbmFtZRIUCgVjb3VudBgCIAEoBVIFY291bnQSFAoFZGVsdGEYAyABKBJSBWRlbHRhEhQKBXByaWNlGAQgASgBUgVwcmljZRIWCgZ3
            ZWlnaHQYBSABKAJSBndlaWdodBISCgRjb2RlGAYgASgHUgRjb2RlEhYKBm9mZnNldBgHIAEoEFIGb2Zmc2V0EhIKBGdpZnQYCCABKAhS
            BGdpZnQSFAoFcGhvdG8YCSABKAxSBXBob3RvEiEKBHNpemUYCiABKA4yDS5zaG9wLnYxLlNpemVSBHNpemUSGAoHbnVtYmVycxgLIAMo
            BVIHbnVtYmVycxIjCgVzaXplcxgMIAMoDjINLnNob3AudjEuU2l6ZVIFc2l6ZXMSLgoFcGFydHMYDSADKAsyGC5zaG9wLnYxLkl0ZW0u
            UGFydHNFbnRyeVIFcGFydHMSMQoGbGFiZWxzGA4gAygLMhkuc2hvcC52MS5JdGVtLkxhYmVsc0VudHJ5UgZsYWJlbHMSFgoFZW1haWwY
            DyABKAlIAFIFZW1haWwSJwoGcGVyc29uGBAgASgLMg0uc2hvcC52MS5JdGVtSABSBnBlcnNvbhIZCgVzdG9jaxgRIAEoBEgBUgVzdG9j
            a4gBARIuCgRtYWRlGBIgASgLMhouZ29vZ2xlLnByb3RvYnVmLlRpbWVzdGFtcFIEbWFkZRIrCgN0dGwYEyABKAsyGS5nb29nbGUucHJv
            dG9idWYuRHVyYXRpb25SA3R0bBIwCgRub3RlGBQgASgLMhwuZ29vZ2xlLnByb3RvYnVmLlN0cmluZ1ZhbHVlUgRub3RlEi0KBWV4dHJh
            GBUgASgLMhcuZ29vZ2xlLnByb3RvYnVmLlN0cnVjdFIFZXh0cmESKgoFdGhpbmcYFiABKAsyFC5nb29nbGUucHJvdG9idWYuQW55UgV0
            aGluZxIuCgRtYXNrGBcgASgLMhouZ29vZ2xlLnByb3RvYnVmLkZpZWxkTWFza1IEbWFzaxIpCghjaGlsZHJlbhgYIAMoCzINLnNob3Au
            djEuSXRlbVIIY2hpbGRyZW4SKQoFaW5uZXIYGSABKAsyEy5zaG9wLnYxLkl0ZW0uSW5uZXJSBWlubmVyEhQKBXNtYWxsGBogASgRUgVz
            bWFsbBIUCgVwbGFpbhgbIAEoDVIFcGxhaW4SEAoDYmlnGBwgASgDUgNiaWcSEgoEd2lkZRgdIAEoBlIEd2lkZRIWCgZuYXJyb3cYHiAB
            KA9SBm5hcnJvdxIYCgdkb3VibGVzGB8gAygBUgdkb3VibGVzEhIKBHRhZ3MYICADKAlSBHRhZ3MSMQoFbWF5YmUYISABKAsyGy5nb29n
            bGUucHJvdG9idWYuSW50NjRWYWx1ZVIFbWF5YmUaRwoKUGFydHNFbnRyeRIQCgNrZXkYASABKAlSA2tleRIjCgV2YWx1ZRgCIAEoCzIN
            LnNob3AudjEuSXRlbVIFdmFsdWU6AjgBGjkKC0xhYmVsc0VudHJ5EhAKA2tleRgBIAEoBVIDa2V5EhQKBXZhbHVlGAIgASgJUgV2YWx1
            ZToCOAEaFwoFSW5uZXISDgoCaWQYASABKANSAmlkQgkKB2NvbnRhY3RCCAoGX3N0b2NrIlYKBENhcnQSIwoFaXRlbXMYASADKAsyDS5z
            aG9wLnYxLkl0ZW1SBWl0ZW1zEikKBW93bmVyGAIgASgLMhMuc2hvcC52MS5JdGVtLklubmVyUgVvd25lcipBCgRTaXplEhAKDFNJWkVf
            VU5LTk9XThAAEgkKBVNNQUxMEAESCQoFTEFSR0UQAhIRCgROT05FEP///////////wEyXwoFQ2FydHMSJwoHQWRkSXRlbRINLnNob3Au
            djEuSXRlbRoNLnNob3AudjEuQ2FydBItCgVXYXRjaBITLnNob3AudjEuSXRlbS5Jbm5lchoNLnNob3AudjEuQ2FydDABYgZwcm90bzMK
            mgEKCW9sZC5wcm90bxIDb2xkImcKBEJhc2USIgoEcGFpchgBIAEoCjIOLm9sZC5CYXNlLlBhaXJSBHBhaXISEAoBbhgDIAMoBUICEAFS
            AW4SDAoBcxgEIAIoCVIBcxoUCgRQYWlyEgwKAWEYAiABKAVSAWEqBQhkEMkBOh8KBWV4dHJhEgkub2xkLkJhc2UYZCABKAlSBWV4dHJh
            """
        ) ?? []

    /// Every field of `shop.v1.Item` but one of the choices.
    static let item =
        Base64.decode(
            """
            CgNwZW4Q/v//////////ARgFIQAAAAAAAPg/LQAAgD41BwAAADn4/////////0ABSgP/2ABQAloNAf///////////wGsAmICAQdqDAoD
            bmliEgUKA25pYnIICAQSBGZvdXJ6A2FAYogBAJIBDAj/ntnKBhCAyrXuAZoBFgj///////////8BEIC2ypH+/////wGiAQMKAW6qAS8K
            GgoBYRIVMhMKCREAAAAAAADwPwoCCAAKAiABChEKAWISDCoKCggKAWMSAxoBZLIBLAomdHlwZS5nb29nbGVhcGlzLmNvbS9zaG9wLnYx
            Lkl0ZW0uSW5uZXISAggJugEICgNhLmIKAWPCAQUKA2tpZMoBAggF0AEN2AGA0KzzDuABgICAgICAgICAAekBAQAAAAAAAAD1Af/////6
            ARAAAAAAAADwPwAAAAAAAARAggIBeIICAnkKigIA
            """
        ) ?? []

    /// An `old.Base` with a group, a packed list and an extension.
    static let base = Base64.decode("CxADDBoCAQIiAXSiBgFl") ?? []
}

// shop.proto and old.proto:
//
// syntax = "proto3";
// package shop.v1;
// import "google/protobuf/timestamp.proto";
// import "google/protobuf/duration.proto";
// import "google/protobuf/wrappers.proto";
// import "google/protobuf/struct.proto";
// import "google/protobuf/any.proto";
// import "google/protobuf/field_mask.proto";
//
// enum Size { SIZE_UNKNOWN = 0; SMALL = 1; LARGE = 2; NONE = -1; }
//
// message Item {
//   string name = 1;
//   int32 count = 2;
//   sint64 delta = 3;
//   double price = 4;
//   float weight = 5;
//   fixed32 code = 6;
//   sfixed64 offset = 7;
//   bool gift = 8;
//   bytes photo = 9;
//   Size size = 10;
//   repeated int32 numbers = 11;
//   repeated Size sizes = 12;
//   map<string, Item> parts = 13;
//   map<int32, string> labels = 14;
//   oneof contact { string email = 15; Item person = 16; }
//   optional uint64 stock = 17;
//   google.protobuf.Timestamp made = 18;
//   google.protobuf.Duration ttl = 19;
//   google.protobuf.StringValue note = 20;
//   google.protobuf.Struct extra = 21;
//   google.protobuf.Any thing = 22;
//   google.protobuf.FieldMask mask = 23;
//   repeated Item children = 24;
//   message Inner { int64 id = 1; }
//   Inner inner = 25;
//   sint32 small = 26;
//   uint32 plain = 27;
//   int64 big = 28;
//   fixed64 wide = 29;
//   sfixed32 narrow = 30;
//   repeated double doubles = 31;
//   repeated string tags = 32;
//   google.protobuf.Int64Value maybe = 33;
// }
// message Cart { repeated Item items = 1; Item.Inner owner = 2; }
// service Carts {
//   rpc AddItem(Item) returns (Cart);
//   rpc Watch(Item.Inner) returns (stream Cart);
// }
// syntax = "proto2";
// package old;
// message Base {
//   optional group Pair = 1 { optional int32 a = 2; }
//   repeated int32 n = 3 [packed=true];
//   required string s = 4;
//   extensions 100 to 200;
// }
// extend Base { optional string extra = 100; }
