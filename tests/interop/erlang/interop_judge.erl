%% SPDX-License-Identifier: Apache-2.0
%% What is wrong with a message that Erlang's codec has decoded. Stricter than a peer has to be: an
%% AVP that the dictionaries here do not know is a fault, and so is an M bit that the tables of the
%% specifications do not ask for.
-module(interop_judge).

-export([start/0, message/2, faults/0]).

-include_lib("diameter/include/diameter.hrl").

start() ->
    ?MODULE = ets:new(?MODULE, [named_table, public, ordered_set]),
    ok.

faults() ->
    [{Command, Fault} || {_, Command, Fault} <- ets:tab2list(?MODULE)].

%% Keeps what is wrong with the packet, received for this dictionary.
message(Dict, #diameter_packet{header = Header, avps = Avps, msg = Message, errors = Errors}) ->
    Command = Dict:msg_name(Header#diameter_header.cmd_code, Header#diameter_header.is_request),
    Faults = [{decoding, Error} || Error <- Errors] ++ header(Header) ++ body(Message)
        ++ lists:flatmap(fun(Avp) -> avp(Dict, Avp) end, Avps),
    [ets:insert(?MODULE, {erlang:unique_integer([monotonic]), Command, Fault}) || Fault <- Faults],
    Faults.

header(#diameter_header{version = 1, is_proxiable = true, is_error = false, is_retransmitted = false}) ->
    [];
header(Header) ->
    [{header, Header}].

body([_ | #{}]) ->
    [];
body(Other) ->
    [{not_decoded, Other}].

avp(Dict, [Group | Members]) ->
    avp(Dict, Group) ++ lists:flatmap(fun(Avp) -> avp(Dict, Avp) end, Members);
avp(_, #diameter_avp{name = undefined, code = Code, vendor_id = Vendor}) ->
    [{unknown_avp, Code, Vendor}];
%% TS 29.229, 7.2.1: its M bit depends on the command; the scenarios look at it.
avp(_, #diameter_avp{name = 'Supported-Features'}) ->
    [];
avp(Dict, #diameter_avp{name = Name, code = Code, vendor_id = Vendor, is_mandatory = M} = Avp) ->
    {Code, Flags, Wanted} = Dict:avp_header(Name),
    V = Flags band 16#80 =/= 0,
    [{m_bit, Name, M} || M =/= (Flags band 16#40 =/= 0)]
        ++ [{vendor, Name, Vendor} || V, Vendor =/= Wanted]
        ++ [{vendor, Name, Vendor} || not V, Vendor =/= undefined]
        ++ [{p_bit, Name} || Avp#diameter_avp.need_encryption].
