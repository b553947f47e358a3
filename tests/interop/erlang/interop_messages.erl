%% SPDX-License-Identifier: Apache-2.0
%% erl -pa <folder> -noinput -s interop_messages -extra <file> ...
%% Whole messages of S6t and T6a, one a file: Erlang's codec decodes each, the judge looks at it, and
%% Erlang writes it again. The messages have all that any of the two applications has, and what is not
%% in the ABNF of theirs stands there as *[ AVP ]. Prints a line for each. Status 0: nothing is wrong with any.
-module(interop_messages).

-export([start/0]).

-include_lib("diameter/include/diameter.hrl").

-define(OPTIONS, #{decode_format => map, string_decode => false, strict_arities => true, strict_mbit => false,
                   rfc => 6733, app_dictionary => undefined}).

start() ->
    ok = interop_judge:start(),
    Faulty = [File || File <- init:get_plain_arguments(), not is_good(File)],
    halt(case Faulty of [] -> 0; _ -> 1 end).

is_good(File) ->
    {ok, <<_:64, Application:32, _/binary>> = Octets} = file:read_file(File),
    Dict = dictionary(Application),
    Packet = diameter_codec:decode(Dict, (?OPTIONS)#{app_dictionary := Dict}, Octets),
    Faults = [Fault || Fault <- interop_judge:message(Dict, Packet), not is_of_t6a_in_s6t(Dict, Fault)]
        ++ again(Dict, Packet, Octets),
    io:format("~s ~s ~0tp~n", [filename:basename(File), case Faults of [] -> "good"; _ -> "faulty" end, Faults]),
    Faults =:= [].

%% What TS 29.128 defines has the M bit in T6a, and none where S6t carries it as *[ AVP ].
is_of_t6a_in_s6t(dict_s6t, {m_bit, Name, false}) ->
    lists:member(Name, ['Communication-Failure-Information', 'Cause-Type', 'S1AP-Cause', 'RANAP-Cause', 'BSSGP-Cause',
                        'GMM-Cause', 'SM-Cause', 'Number-Of-UE-Per-Location-Configuration',
                        'Number-Of-UE-Per-Location-Report', 'eNodeB-Id', 'UE-Count']);
is_of_t6a_in_s6t(_, _) ->
    false.

dictionary(16777345) -> dict_s6t;
dictionary(16777346) -> dict_t6a.

%% Erlang writes AVPs in an order of its own: as many octets.
again(Dict, #diameter_packet{header = Header, msg = Message, errors = []}, Octets) ->
    #diameter_packet{bin = Again} = diameter_codec:encode(Dict, #diameter_packet{header = Header, msg = Message}),
    [{written_again, byte_size(Again), byte_size(Octets)} || byte_size(Again) =/= byte_size(Octets)];
again(_, _, _) ->
    [].
